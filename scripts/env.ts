import { command } from "./command-line/command";
import { pulumiEnvironment } from "./stack/environment";

const HELP = `Usage: eval "$(npm run -s env)"
       eval "$(npm run -s env -- --stack NAME)"

Prints the variables with which Pulumi works on a stack of this project, for a shell. What you have set
yourself stays.
`;

command({
  help: HELP,
  isOfStack: true,
  run() {
    for (const [name, value] of Object.entries(pulumiEnvironment()))
      console.log(`export ${name}='${value.replaceAll("'", `'\\''`)}'`);
  },
});
