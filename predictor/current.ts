/** How old a value may grow, in milliseconds. */
export interface Ages {
  /** Older, it is given at once, and found out anew behind it. */
  fresh: number;
  /** Older, it is found out anew first. */
  stale: number;
}

/** A value that is found out slowly and changes seldom. */
export class Current<T> {
  private found: { value: T; at: number } | undefined;
  private renewing: Promise<T> | undefined;

  /** @param now milliseconds */
  constructor(
    private readonly find: () => Promise<T>,
    private readonly ages: Ages,
    private readonly now: () => number = Date.now,
  ) {}

  /** The value; an old one rather than none. */
  async get(): Promise<T> {
    const { found } = this;
    if (!found) return this.renew();
    const age = this.now() - found.at;
    if (age <= this.ages.fresh) return found.value;
    const renewed = this.renew().catch(() => found.value);
    return age > this.ages.stale ? renewed : found.value;
  }

  /** The value as it is now; of whoever asks at once, one finds it out. */
  renew(): Promise<T> {
    this.renewing ??= this.find()
      .then((value) => {
        this.found = { value, at: this.now() };
        return value;
      })
      .finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** The value, found out within so many milliseconds. */
  async within(age: number): Promise<T> {
    return this.found && this.now() - this.found.at <= age ? this.found.value : this.renew();
  }
}
