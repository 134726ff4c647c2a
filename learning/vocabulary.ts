/**
 * Counts tokens in bounded memory: of too many, the rarest are forgotten (lossy counting, Manku and Motwani 2002).
 * Below the bound it is exact.
 */
export class Vocabulary {
  private readonly counts = new Map<string, number>();
  /** Whoever is forgotten was met at most so often; so may have been who is new. */
  private forgotten = 0;

  /** @param most that `tokens` gives */
  constructor(private readonly most: number) {}

  add(token: string): void {
    this.counts.set(token, (this.counts.get(token) ?? this.forgotten) + 1);
    if (this.counts.size > this.most * 2) this.forget();
  }

  /** The most frequent ones, in the order in which they were met first. */
  tokens(): string[] {
    const all = [...this.counts.keys()];
    if (all.length <= this.most) return all;
    const order = all.map((_, i) => i).sort((a, b) => this.counts.get(all[b])! - this.counts.get(all[a])! || a - b);
    return order
      .slice(0, this.most)
      .sort((a, b) => a - b)
      .map((i) => all[i]);
  }

  private forget(): void {
    while (this.counts.size > this.most) {
      this.forgotten++;
      for (const [token, count] of this.counts)
        if (count <= this.forgotten && this.counts.size > this.most) this.counts.delete(token);
    }
  }
}
