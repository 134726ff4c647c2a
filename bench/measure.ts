import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What a whole process took, as the operating system counts it. */
export interface Usage {
  /** User and system, in seconds. */
  cpu: number;
  /** Peak of the resident memory, in bytes. */
  memory: number;
  output: string;
}

export function measure(command: string[], folder: string): Usage {
  const output = execFileSync("python3", [join(__dirname, "measure.py"), ...command], {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  });
  const lines = output.trimEnd().split("\n");
  return { ...(JSON.parse(lines.pop()!) as Omit<Usage, "output">), output: lines.join("\n") };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
