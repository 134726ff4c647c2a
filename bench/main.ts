import { benchLearning } from "./learning";
import { benchTransform } from "./transform";

const benches: Record<string, () => Promise<string>> = { transform: benchTransform, learning: benchLearning };

const HELP = `Usage: npm run bench -- NAME

  transform   a million rows: CPU and memory against Python's csv module (2 minutes)
  learning    26 data sets: models by default settings against scikit-learn (10 minutes)

bench/README.md has the last figures. Only ratios of one run are worth comparing.
`;

async function main([name]: string[]): Promise<void> {
  if (name === undefined || name === "--help") return void process.stdout.write(HELP);
  const bench = benches[name];
  if (!bench) throw new Error(`Expected one of ${Object.keys(benches).join(", ")}, got '${name}'.`);
  console.log(await bench());
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
