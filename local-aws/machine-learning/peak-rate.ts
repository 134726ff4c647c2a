import { ApiError } from "../json/errors";

/** What endpoints are said to answer in a second ("200 TPS", Developer Guide, "Amazon ML service limits"). */
const REPORTED = 200;

/** Counts the predictions of each endpoint in each second. */
export class PeakRate {
  private second = 0;
  private readonly counts = new Map<string, number>();

  /** @param most that is answered in a second; undefined for all of them */
  constructor(
    private readonly most: number | undefined,
    private readonly now: () => Date,
  ) {}

  get reported(): number {
    return this.most ?? REPORTED;
  }

  /** @throws ApiError LimitExceededException when this second has had enough of a model's predictions */
  count(modelId: string): void {
    if (this.most === undefined) return;
    const second = Math.floor(this.now().getTime() / 1000);
    if (second !== this.second) this.counts.clear();
    this.second = second;
    const count = (this.counts.get(modelId) ?? 0) + 1;
    this.counts.set(modelId, count);
    if (count > this.most)
      throw new ApiError(
        "LimitExceededException",
        `Expected at most ${this.most} predictions a second of the MLModel ${modelId}: try again in the next one`,
      );
  }
}
