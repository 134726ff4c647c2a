import { shortDigest } from "../text/short-digest";
import { command, UsageError } from "./command-line/command";
import { projectName } from "./stack/environment";
import { setConfig, stackSettings } from "./stack/stack";
import { stackFacts } from "./stack/stack-facts";

const HELP = `Usage: npm run hold -- DIGEST [--release] [--stack NAME]

Keeps a generation for good: no run deletes it, however many come after it, and it does not count in ml-learn:keep.
Sets ml-learn:held, one line to commit. DIGEST: 7 or more digits, as \`npm run status\` shows them.

  --release  lets it go again: the next run may delete it
`;

async function hold({ release }: { release?: boolean }, [digits]: string[]): Promise<void> {
  if (digits === undefined) throw new UsageError("Expected the digest of a generation.");
  const [{ held }, { generations }] = [await stackSettings(), await stackFacts()];
  const isOf = (digest: string) => (one: string) => digest.startsWith(one) || one.startsWith(digest);
  if (release) {
    if (digits.length < 7 || held.filter(isOf(digits)).length !== 1)
      throw new UsageError(
        `Expected at least 7 digits of one of those that are held (${held.join(", ") || "none"}), got '${digits}'.`,
      );
    await set(held.filter((one) => !isOf(digits)(one)));
    console.log(`Generation ${digits} is held no longer: clean-up goes by ml-learn:keep again.`);
    return;
  }
  const found = digits.length < 7 ? [] : generations.filter(({ generation }) => generation.startsWith(digits));
  if (found.length !== 1 || found[0].role === "refused") {
    const list = generations
      .filter(({ role }) => role !== "refused")
      .map(({ generation }) => `  ${shortDigest(generation)}`);
    throw new UsageError(
      [
        `Expected at least 7 digits of one kept generation, got '${digits}'. Kept are:`,
        ...(list.length > 0 ? list : ["  none"]),
      ].join("\n"),
    );
  }
  const [{ generation }] = found;
  if (held.some(isOf(generation))) return console.log(`Generation ${shortDigest(generation)} is held already.`);
  await set([...held, shortDigest(generation)]);
  console.log(
    `Generation ${shortDigest(generation)} is held: no run deletes it. To let it go: npm run hold -- ${shortDigest(generation)} --release`,
  );
}

async function set(held: string[]): Promise<void> {
  await setConfig({ held: held.join(" ") });
  console.log(`${projectName()}:held: ${held.join(" ")}`);
}

command({
  help: HELP,
  options: { release: { type: "boolean" } },
  maximumArguments: 1,
  isOfStack: true,
  run: hold,
});
