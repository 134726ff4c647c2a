import type { Configuration } from "./read-settings";
import { allSettings } from "./table";

/** The namespace of keys in all messages and documents: it holds whatever a project is called. */
const NAMESPACE = "ml-learn";

/**
 * A stack's configuration by keys without their namespace: `ml-learn:<key>`, or the project's own,
 * `<project>:<key>`, in which Pulumi puts keys that are typed without one.
 * @param values as Pulumi gives them, defaults too, by whole keys
 * @throws Error when a key is set in both, to different values
 */
export function configurationOf(
  values: Record<string, string | undefined>,
  project: string,
  isSecret: (key: string) => boolean,
): Configuration {
  const own = `${NAMESPACE}:`;
  const projects = `${project}:`;
  const nameOf = (key: string) =>
    [own, projects].flatMap((prefix) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))[0];
  const wholeKey = (key: string) => (own + key in values ? own + key : projects + key);
  const keys = [...new Set(Object.keys(values).flatMap((key) => nameOf(key) ?? []))];
  const defaultOf = (key: string) => String(allSettings()[key]?.default);
  for (const key of keys) {
    const [ours, theirs] = [values[own + key], values[projects + key]];
    if (ours !== undefined && theirs !== undefined && ours !== theirs && theirs !== defaultOf(key))
      throw new Error(
        `${own}${key} and ${projects}${key} are set to different values. Take one of them out: \`npx pulumi config rm ${projects}${key}\``,
      );
  }
  return {
    keys: () => keys,
    get: (key) => values[wholeKey(key)],
    isSecret: (key) => isSecret(wholeKey(key)),
  };
}
