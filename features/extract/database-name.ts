import { ExtractError } from "./extract-error";

/**
 * A database for people: without user, password and options.
 *
 * @throws ExtractError that does not show the URL, for it may hold a password
 */
export function databaseName(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `postgresql://${host}${pathname}`;
  } catch {
    // The cause would carry the URL.
    throw new ExtractError(
      "Expected postgresql://user:password@host/database in ml-learn:source, got a URL that cannot be read. Special characters of a password are written as %XX.",
    );
  }
}

/** Whether a URL holds a password. */
export function hasPassword(url: string): boolean {
  try {
    return new URL(url).password !== "" || /[?&]password=/i.test(url);
  } catch {
    return true;
  }
}
