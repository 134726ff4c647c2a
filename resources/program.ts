import * as pulumi from "@pulumi/pulumi";

/**
 * The stack's configuration, as text, secrets in clear: they go no further than to whoever reads
 * them here. Not by `pulumi.Config`, which warns of each secret that is read so.
 */
export function programConfiguration(): {
  get: (key: string) => string | undefined;
  isSecret: (key: string) => boolean;
} {
  const { getConfig, isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & {
    /** Not in the SDK's types. */
    isConfigSecret: (key: string) => boolean;
  };
  const full = (key: string) => `${pulumi.getProject()}:${key}`;
  return { get: (key) => getConfig(full(key)), isSecret: (key) => isConfigSecret(full(key)) };
}

const SHOWN_EVERY_MS = 2000;

/** Shows how many rows are done in the stack's own row, now and then; it is gone with the next message. */
export function rowsInStatus(): (rows: number) => void {
  const begin = Date.now();
  let shown = begin;
  return (rows) => {
    const now = Date.now();
    if (now - shown < SHOWN_EVERY_MS) return;
    shown = now;
    const rate = Math.round(rows / ((now - begin) / 1000));
    void pulumi.log.info(
      `transforming: ${rows.toLocaleString("en")} rows, ${rate.toLocaleString("en")} rows/s`,
      undefined,
      undefined,
      true,
    );
  };
}
