/**
 * Rows per class as Pulumi can carry them. A class called `toString`, `constructor` or `__proto__` would
 * meet what each object has of that name; such a label gets a mark in front, and so does one that has it.
 */
export const markLabels = <T>(byLabel: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(byLabel).map(([label, value]) => [
      label in Object.prototype || label.startsWith(MARK) ? MARK + label : label,
      value,
    ]),
  );

/** The same with the labels as they are. */
export const unmarkLabels = <T>(byKey: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(byKey).map(([key, value]) => [key.startsWith(MARK) ? key.slice(MARK.length) : key, value]),
  );

// ---

const MARK = "~";
