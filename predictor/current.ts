/**
 * A value that is found out slowly and changes seldom: what was found last is given at once, and
 * when it has grown old, found out anew behind it.
 */
export class Current<T> {
  private found: Promise<T> | undefined;
  private foundAt = -Infinity;
  private renewing: Promise<T> | undefined;

  /**
   * @param maxAgeMs how old the value may grow
   * @param now milliseconds
   */
  constructor(
    private readonly find: () => Promise<T>,
    private readonly maxAgeMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** The value; the first time, and after a failure, as it is now. */
  async get(): Promise<T> {
    if (!this.found) return this.renew();
    // A failure behind the scenes is told when the value is of no use any more.
    if (this.now() - this.foundAt > this.maxAgeMs) this.renew().catch(() => undefined);
    return this.found;
  }

  /** The value as it is now. */
  renew(): Promise<T> {
    this.renewing ??= this.find()
      .then((value) => {
        this.found = Promise.resolve(value);
        this.foundAt = this.now();
        return value;
      })
      .finally(() => (this.renewing = undefined));
    return this.renewing;
  }
}
