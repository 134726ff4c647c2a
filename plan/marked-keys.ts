/**
 * Values by names of the user's (classes, columns) as Pulumi can carry them. One called `toString`, `constructor`
 * or `__proto__` would meet what each object has of that name: its text is asked for, among others; such a name
 * gets a mark in front, and so does one that has it.
 */
export const markKeys = <T>(byName: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(byName).map(([name, value]) => [
      name in Object.prototype || name.startsWith(MARK) ? MARK + name : name,
      value,
    ]),
  );

/** The same with the names as they are. */
export const unmarkKeys = <T>(byKey: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(byKey).map(([key, value]) => [key.startsWith(MARK) ? key.slice(MARK.length) : key, value]),
  );

// ---

const MARK = "~";
