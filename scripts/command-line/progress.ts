/** Where progress goes: in place on a terminal, else a line now and then. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

export interface ProgressOptions {
  output?: ProgressOutput;
  /** Work that takes less is passed over in silence. */
  firstMs?: number;
  /** Between two lines, without a terminal. */
  lineMs?: number;
}

/**
 * Does long work under a label. From a second on it shows how long it has taken: on a terminal in
 * one line that is gone when the work is done, else as a line every 5 seconds.
 * @param work gets a function that adds a word on how far it is
 */
export async function withProgress<T>(
  label: string,
  work: (report: (detail: string) => void) => Promise<T>,
  { output = process.stderr, firstMs = 1000, lineMs = 5000 }: ProgressOptions = {},
): Promise<T> {
  const begin = Date.now();
  let detail = "";
  const show = () => {
    const text = `${label} … ${Math.round((Date.now() - begin) / 1000)} s${detail && `, ${detail}`}`;
    output.write(output.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  };
  const timer = setInterval(show, output.isTTY ? firstMs : lineMs);
  try {
    return await work((text) => (detail = text));
  } finally {
    clearInterval(timer);
    if (output.isTTY) output.write("\r\u001b[K");
  }
}
