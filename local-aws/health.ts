/** What `GET /health` answers: who listens here. */
export interface Health {
  dataDir: string;
  /** New with each start. */
  instance: string;
  pid: number;
  version: string;
}

/** Asks who listens on a port: a local AWS, a stranger that does not speak like one, or nobody. */
export async function askHealth(port: number): Promise<Health | "stranger" | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2000) });
    const health = (await response.json()) as Health;
    return typeof health?.dataDir === "string" && typeof health.instance === "string" ? health : "stranger";
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    return code === "ECONNREFUSED" ? undefined : "stranger";
  }
}
