import { readFileSync, writeFileSync } from "node:fs";
import { printed } from "../settings/print-settings";
import { allSettings } from "../settings/table";
import { command } from "./command-line/command";

const HELP = `Usage: npm run settings

Prints the stack's configuration from settings/ and the engines' into Pulumi.yaml and docs/configuration.md.
`;

command({
  help: HELP,
  run() {
    for (const [file, replace] of Object.entries(printed)) {
      writeFileSync(file, replace(readFileSync(file, "utf8"), allSettings()));
      console.log(file);
    }
  },
});
