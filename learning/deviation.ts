/** The standard deviation of numbers as they come, around a mean that is not known yet (Welford 1962). */
export class Deviation {
  count = 0;
  private mean = 0;
  private squares = 0;

  add(value: number): void {
    const delta = value - this.mean;
    this.mean += delta / ++this.count;
    this.squares += delta * (value - this.mean);
  }

  value(): number {
    return Math.sqrt(this.squares / this.count);
  }
}
