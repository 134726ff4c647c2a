import * as v from "valibot";

/** A key of the stack's configuration. Pulumi gives each value as text. */
export interface Setting<Value = unknown> {
  /** As Pulumi.yaml declares it; there is no type for fractions. */
  type: "string" | "integer" | "boolean";
  default: string | number | boolean;
  /** For Pulumi.yaml and the documentation. */
  description: string;
  expected: string;
  schema: v.GenericSchema<string, Value>;
}

export type ValuesOf<Table extends Record<string, Setting>> = {
  [Key in keyof Table]: Table[Key] extends Setting<infer Value> ? Value : never;
};

export const choice = <const Name extends string>(
  names: readonly Name[],
  fallback: Name,
  description: string,
): Setting<Name> => ({
  ...{ type: "string", default: fallback, description, expected: names.join(" or ") },
  schema: v.picklist(names),
});

export const whole = (low: number, high: number, fallback: number, description: string): Setting<number> => ({
  ...{ type: "integer", default: fallback, description, expected: `a whole number from ${low} to ${high}` },
  schema: v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(low), v.maxValue(high)),
});

/** A whole number that need not be given; undefined then. */
export const optionalWhole = (low: number, high: number, description: string): Setting<number | undefined> => ({
  ...{ type: "string", default: "", description, expected: `a whole number from ${low} to ${high}, or nothing` },
  schema: v.pipe(
    v.string(),
    v.regex(/^\d*$/),
    v.transform((text) => (text === "" ? undefined : Number(text))),
    v.check((value) => value === undefined || (value >= low && value <= high)),
  ),
});

export const flag = (fallback: boolean, description: string): Setting<boolean> => ({
  ...{ type: "boolean", default: fallback, description, expected: "true or false" },
  schema: v.pipe(
    v.picklist(["true", "false"]) as v.GenericSchema<string, string>,
    v.transform((text) => text === "true"),
  ),
});

export const text = (
  isGood: RegExp | ((value: string) => boolean),
  expected: string,
  fallback: string,
  description: string,
): Setting<string> => ({
  ...{ type: "string", default: fallback, description, expected },
  schema: v.pipe(v.string(), v.check(isGood instanceof RegExp ? (value) => isGood.test(value) : isGood)),
});

/** A number from 0 that need not be given; undefined then. */
export const limit = (expected: string, description: string, maximum = Infinity): Setting<number | undefined> => ({
  ...{ type: "string", default: "", description, expected },
  schema: v.pipe(
    v.string(),
    v.regex(/^(\d*\.?\d+)?$/),
    v.transform((text) => (text === "" ? undefined : Number(text))),
    v.check((value) => value === undefined || value <= maximum),
  ),
});

/** A share of 1 that need not be given. */
export const share = (description: string): Setting<number | undefined> =>
  limit("a number from 0 to 1, such as 0.1, or nothing", description, 1);

/** The digest of a generation, or how it begins. */
export const digest = (description: string): Setting<string> =>
  text(/^([0-9a-f]{7,64})?$/, "7 to 64 digits of a generation's digest, or nothing", "", description);

/** Digests of generations, each as above. */
export const digests = (description: string): Setting<string[]> => ({
  ...{ type: "string", default: "", description },
  expected: "7 to 64 digits of generations' digests, with blanks between them, or nothing",
  schema: v.pipe(
    v.string(),
    v.transform((text) => text.split(/[\s,]+/).filter((part) => part !== "")),
    v.check((parts) => parts.every((part) => /^[0-9a-f]{7,64}$/.test(part))),
  ),
});

/** Any text that is not empty. */
export const filled = (what: string, fallback: string, description: string): Setting<string> =>
  text(/./, what, fallback, description);
