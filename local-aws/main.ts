import { statSync } from "node:fs";
import { HELP, readOptions } from "./options";
import { createLocalAws } from "./server";
import { StartError } from "./process/start-error";

const WATCH_MS = 2000;

async function main(): Promise<void> {
  const { help, data, port, jobs, peakRate, jobSeconds, dataBytes, trouble, ...sageMaker } = readOptions(
    process.argv.slice(2),
  );
  if (help) return void process.stdout.write(HELP());
  // What it keeps is for its user alone.
  process.umask(0o077);
  let stopping: Promise<void> | undefined;
  const stop = () => void (stopping ??= service.close().then(() => process.exit(0)));
  const limits = { peakRate, jobSeconds, dataBytes };
  const service = await createLocalAws({
    data,
    port,
    simultaneousJobs: jobs,
    limits,
    sageMaker,
    trouble,
    onShutdown: stop,
  });
  process.once("SIGTERM", stop).once("SIGINT", stop);
  // A clone that was removed must not leave its service behind, nor must a folder that was made anew.
  const folder = statSync(data).ino;
  setInterval(() => {
    if (statSync(data, { throwIfNoEntry: false })?.ino !== folder) stop();
  }, WATCH_MS).unref();
  console.log(`Local AWS listening on ${service.url}\n`);
  // Whoever starts it for a stack writes a log: that is no place for keys.
  if (process.env.LOCAL_AWS_LOGGED) return;
  const { accessKeyId, secretAccessKey } = service.credentials;
  console.log(`export AWS_ENDPOINT_URL=${service.url} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1`);
  console.log(`export AWS_ACCESS_KEY_ID='${accessKeyId}'\nexport AWS_SECRET_ACCESS_KEY='${secretAccessKey}'`);
}

main().catch((error: Error) => {
  console.error(error instanceof StartError || error.name === "TypeError" ? error.message : error);
  process.exitCode = 1;
});
