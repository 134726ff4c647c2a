import { pulumiEnvironment } from "./environment";

// For a shell: eval "$(npm run -s env)"
for (const [name, value] of Object.entries(pulumiEnvironment())) {
  console.log(`export ${name}='${value.replaceAll("'", `'\\''`)}'`);
}
