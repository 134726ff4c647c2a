import type { Attribute } from "../../learning/attribute";

/** One of each type, and a target. */
export const attributes: Attribute[] = [
  { name: "y", type: "CATEGORICAL" },
  { name: "hours-per-week", type: "NUMERIC" },
  { name: "age", type: "NUMERIC" },
  { name: "sold", type: "BINARY" },
  { name: "title", type: "TEXT" },
  { name: "color", type: "CATEGORICAL" },
];
