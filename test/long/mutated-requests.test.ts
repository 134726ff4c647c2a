import { bearsMutations } from "../local-aws/bears-mutations";

describe("100,000 mutated requests", function () {
  this.timeout(20 * 60_000);

  it("end no service, and let its memory not grow", () => bearsMutations(100_000, 2));
});
