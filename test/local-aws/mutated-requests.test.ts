import { bearsMutations } from "./bears-mutations";

describe("mutated requests", function () {
  this.timeout(120_000);

  it("are answered, and none of them by a fault of the service", () => bearsMutations(1000, 1));
});
