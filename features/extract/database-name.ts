import { ExtractError } from "./extract-error";

/**
 * A database for people: without user, password and options.
 * @throws ExtractError that does not show the URL, for it may hold a password
 */
export function databaseName(url: string): string {
  const { host, pathname } = parse(url);
  return `postgresql://${decodeURIComponent(host)}${pathname}`;
}

/** A URL without its password: what tells one database, user and search path from another. */
export function withoutPassword(url: string): string {
  const parsed = parse(url);
  parsed.password = "";
  parsed.searchParams.delete("password");
  return parsed.href;
}

/** Whether a URL holds a password, as far as one can see. */
export function hasPassword(url: string): boolean {
  try {
    const { password, searchParams } = parse(url);
    return password !== "" || searchParams.has("password");
  } catch {
    return true;
  }
}

/** A URL as pg takes it, and whether it is to be encrypted where the server can. */
export function connectionUrl(url: string): { href: string; prefersSsl: boolean } {
  const parsed = parse(url);
  const prefersSsl = ["prefer", "allow"].includes(parsed.searchParams.get("sslmode") ?? "");
  if (prefersSsl) parsed.searchParams.delete("sslmode");
  return { href: parsed.href, prefersSsl };
}

// ---

/** libpq's form of a socket has no host but a parameter; a URL has it in the host's place, encoded. */
function withSocket(url: string): string {
  const [, begin, path, query] = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)(\/[^?]*)\?(.*)$/i.exec(url) ?? [];
  const parameters = new URLSearchParams(query);
  const host = parameters.get("host");
  if (begin === undefined || host === null) return url;
  parameters.delete("host");
  const rest = parameters.toString();
  return `${begin}${encodeURIComponent(host)}${path}${rest && `?${rest}`}`;
}

function parse(url: string): URL {
  try {
    const parsed = new URL(withSocket(url));
    // A '/', '#' or '?' in a password ends the part of the URL where it would be hidden.
    if (!/@/.test(parsed.pathname + parsed.search + parsed.hash)) return parsed;
  } catch {
    // Its message would show the URL.
  }
  throw new ExtractError(
    "Expected postgresql://user:password@host/database in ml-learn:source, got a URL that cannot be read. Special characters of a password are written as %XX: / is %2F, # is %23, ? is %3F, @ is %40.",
  );
}
