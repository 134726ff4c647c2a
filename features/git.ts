import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";

/** Who works here: as git knows them, else as the machine does. */
export function person(folder: string): string {
  const [name, mail] = [git(folder, "config", "user.name"), git(folder, "config", "user.email")];
  return name && mail ? `${name} <${mail}>` : userInfo().username;
}

/** The commit at hand, `1a2b3c4d5e6f, and changes that are not committed`; undefined where there is none. */
export function commitAtHand(folder: string): string | undefined {
  const commit = git(folder, "rev-parse", "--short=12", "HEAD");
  if (!commit) return undefined;
  return git(folder, "status", "--porcelain") === "" ? commit : `${commit}, and changes that are not committed`;
}

/** When these files were last committed; undefined unless git has them as they are. Their own times are the clone's. */
export function committed(files: string[]): Date | undefined {
  const paths = files.map((file) => resolve(file));
  const folder = dirname(paths[0]);
  if (git(folder, "ls-files", "--error-unmatch", "--", ...paths) === undefined) return undefined;
  if (git(folder, "status", "--porcelain", "--", ...paths) !== "") return undefined;
  const time = git(folder, "log", "-1", "--format=%cI", "--", ...paths);
  return time ? new Date(time) : undefined;
}

// ---

/** What git says; undefined where there is no git, no repository or no such setting. */
function git(cwd: string, ...args: string[]): string | undefined {
  try {
    return execFileSync("git", args, { cwd, encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return undefined;
  }
}
