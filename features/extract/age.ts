const units: [name: string, seconds: number][] = [
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago something was, in its largest unit: `3 hours ago`. */
export function ago(then: Date, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  for (const [name, size] of units) {
    const count = Math.floor(seconds / size);
    if (count > 0) return `${count.toLocaleString("en")} ${name}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
