import { Client, type ClientConfig } from "pg";
import { connectionUrl } from "./database-name";

/**
 * Connects as libpq does: to a socket named by `?host=`, too, and with `sslmode=prefer` or `allow`
 * encrypted where the server can, else not. (pg takes these two for `verify-full`, and warns.)
 * @throws Error of pg; Error in words when a password is wanted and none is there
 */
export async function connect(url: string, timeoutMs: number): Promise<Client> {
  const { href, prefersSsl } = connectionUrl(url);
  const config: ClientConfig = {
    connectionString: href,
    application_name: "ml-learn",
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
  };
  if (!prefersSsl) return open(config);
  // As libpq: encrypted, and nobody's certificate is asked for.
  return open({ ...config, ssl: { rejectUnauthorized: false } }).catch((error: Error) => {
    if (!/does not support SSL/.test(error.message)) throw error;
    return open({ ...config, ssl: false });
  });
}

// ---

async function open(config: ClientConfig): Promise<Client> {
  const client = new Client(config);
  // A connection that breaks is told by the query that it breaks.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (!/SASL.*password must be/.test((error as Error).message)) throw error;
    throw new Error("it wants a password, and none is in ml-learn:source, PGPASSWORD or ~/.pgpass", { cause: error });
  }
}
