import { S3Error } from "./errors";

/**
 * Checks a form against its policy (S3 API Reference, "Creating an HTML Form Using a POST Policy"): it has not expired,
 * each condition holds, and each field is in one.
 * @param policy base64 of JSON
 * @param fields names in lower case
 * @returns how many bytes its file may have
 * @throws S3Error AccessDenied
 */
export function checkPostPolicy(
  policy: string,
  fields: Record<string, string | undefined>,
  now: Date,
): { least: number; most: number } {
  const { expiration, conditions } = parsePolicy(policy);
  // One that is no time has expired, too.
  if (!(Date.parse(expiration) > now.getTime())) throw denied("Policy expired.");
  const limits = { least: 0, most: 5 * 2 ** 30 };
  const named = new Set<string>();
  for (const condition of conditions) {
    const [kind, first, second] = tripleOf(condition);
    if (String(kind).toLowerCase() === "content-length-range") {
      [limits.least, limits.most] = [Number(first), Number(second)];
      continue;
    }
    const name = String(first).replace(/^\$/, "").toLowerCase();
    named.add(name);
    const value = fields[name] ?? "";
    const holds = kind === "starts-with" ? value.startsWith(String(second)) : kind === "eq" && value === String(second);
    if (!holds) throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
  }
  const unnamed = Object.keys(fields).find((name) => !named.has(name) && !free.test(name));
  if (unnamed !== undefined) throw denied(`Extra input fields: ${unnamed}`);
  return limits;
}

// ---

/** "Each form field that you specify in a form (except these) must appear in the list of conditions." */
const free = /^(x-amz-signature|file|policy|x-ignore-.*)$/;

const denied = (why: string): S3Error => new S3Error("AccessDenied", `Invalid according to Policy: ${why}`);

function parsePolicy(policy: string): { expiration: string; conditions: object[] } {
  try {
    const json = JSON.parse(Buffer.from(policy, "base64").toString()) as { expiration?: unknown; conditions?: unknown };
    const isCondition = (item: unknown) => typeof item === "object" && item !== null;
    if (typeof json?.expiration === "string" && Array.isArray(json.conditions) && json.conditions.every(isCondition))
      return json as { expiration: string; conditions: object[] };
  } catch {
    // Falls through: not JSON is refused like the wrong JSON.
  }
  throw new S3Error("InvalidPolicyDocument", "Expected a policy with an expiration and conditions, as JSON in base64.");
}

/** `["eq", "$key", "a"]`, which may be written as `{"key": "a"}`. */
function tripleOf(condition: object): unknown[] {
  if (Array.isArray(condition)) return condition as unknown[];
  const [[name, value] = []] = Object.entries(condition) as [string, unknown][];
  return ["eq", `$${name}`, value];
}
