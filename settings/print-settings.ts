import type { Setting } from "./kinds";

type Settings = Record<string, Setting>;

/** The files that tell of the configuration, and how each becomes one that tells of these settings. */
export const printed: Record<string, (file: string, settings: Settings) => string> = {
  "Pulumi.yaml": (file, settings) => file.replace(/^config:\n( .*\n)*/m, () => configBlock(settings)),
  "docs/configuration.md": (file, settings) =>
    file.replace(/(?<=<!-- prettier-ignore-start -->\n)[^]*(?=<!-- prettier-ignore-end -->)/, () => table(settings)),
};

// ---

/** Keys without a namespace are the project's own, whatever it is called. */
const configBlock = (settings: Settings): string =>
  [
    "config:",
    ...Object.entries(settings).flatMap(([key, setting]) => [
      `  ${key}:`,
      `    type: ${setting.type}`,
      `    default: ${JSON.stringify(setting.default)}`,
      `    description: ${JSON.stringify(setting.description)}`,
    ]),
    "",
  ].join("\n");

const table = (settings: Settings): string =>
  [
    "| key | default | meaning |",
    "| --- | --- | --- |",
    ...Object.entries(settings).map(([key, setting]) => {
      const value = setting.default === "" ? "" : `\`${setting.default}\``;
      return `| \`ml-learn:${key}\` | ${value} | ${setting.description} |`;
    }),
    "",
  ].join("\n");
