/** The standard deviation of numbers as they come (Welford 1962). */
export class Deviation {
  count = 0;
  private mean = 0;
  private squares = 0;

  add(value: number): void {
    const delta = value - this.mean;
    this.mean += delta / ++this.count;
    this.squares += delta * (value - this.mean);
  }

  /** Of six significant digits: further ones depend on the order. */
  value(): number {
    return Number(Math.sqrt(this.squares / this.count).toPrecision(6));
  }
}
