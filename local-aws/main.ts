import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { createLocalAws } from "./server";
import { StartError } from "./process/start-error";

const HELP = `Amazon Machine Learning and S3 on this machine, with real training.

Usage: npm run local -- [options]

  --data DIR     folder for everything the service keeps (default .local/aws)
  --port PORT    port on 127.0.0.1 (default: the one it had last, else one made from DIR's path)
  --help         this text

Any AWS client works against it: endpoint http://127.0.0.1:PORT, path-style buckets, and the folder's own
keys, which are made at the first start: DIR/credentials.json has them, and \`npm run -s env\` prints them
for a shell. LOCAL_AWS_ACCESS_KEY_ID and LOCAL_AWS_SECRET_ACCESS_KEY say otherwise.
`;

const WATCH_MS = 2000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: "string", default: ".local/aws" }, port: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw new StartError(`Expected a port from 0 to 65535 after --port, got '${values.port}'`);
  // What it keeps is for its user alone.
  process.umask(0o077);
  let stopping: Promise<void> | undefined;
  const stop = () => void (stopping ??= service.close().then(() => process.exit(0)));
  const service = await createLocalAws({ data: values.data, port, onShutdown: stop });
  process.once("SIGTERM", stop).once("SIGINT", stop);
  // A clone that was removed must not leave its service behind, nor must a folder that was made anew.
  const folder = statSync(values.data).ino;
  setInterval(() => {
    if (statSync(values.data, { throwIfNoEntry: false })?.ino !== folder) stop();
  }, WATCH_MS).unref();
  console.log(`Local AWS listening on ${service.url}`);
}

main().catch((error: Error) => {
  console.error(error instanceof StartError || error.name === "TypeError" ? error.message : error);
  process.exitCode = 1;
});
