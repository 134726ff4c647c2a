import { serve } from "@hono/node-server";
import { Current } from "../predictor/current";
import { predict } from "../predictor/predict";
import { predictorApp } from "../predictor/server";
import { forgetDefinitions } from "../features/load-definition";
import type { ServedModel } from "../predictor/served";
import { parseReportUrl } from "../report/report-url";
import { readNumbers } from "../resources/cloud/stored-report";
import { command } from "./command-line/command";
import { findServed, modelClientFor, storeFor } from "./stack/served";

const LOCALHOST = "127.0.0.1";
const HELP = `Usage: npm run predictor -- [options]

A web page that predicts the policy of an insurance number, or what else the stack's feature
definition is about: a form, http://127.0.0.1:8080/<number>, and JSON at /api/predict. It asks the
model that AWS_ML_MODEL_ID and AWS_ML_PREDICTION_URL name, else the one that the stack serves, and
follows the stack to another one within seconds.

  --port PORT      (default 8080; 0 takes a free one)
  --host HOST      the address to listen on (default 127.0.0.1: this machine only)
  --stack NAME     the stack that is followed (default: PULUMI_STACK, else dev)
  --definition NAME  a file in features/definitions/ (default: the stack's)
  --no-addresses   takes no number in an address, where browsers and proxies remember it
`;

/** Milliseconds after which a change of the serving model is looked for: behind an answer, and before one. */
const AGES = { fresh: 5000, stale: 60_000 };

const OPTIONS = {
  port: { type: "string", default: "8080" },
  host: { type: "string", default: LOCALHOST },
  definition: { type: "string" },
  "no-addresses": { type: "boolean" },
} as const;

function serveForms(values: { port: string; host: string; definition?: string; "no-addresses"?: boolean }): void {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`Expected a port from 0 to 65535 after --port, got '${values.port}'.`);

  const app = predictorApp({
    current: new Current(followServed(values.definition), AGES),
    async predict(served, definition, row) {
      // A client of its own for each: it finds the local service at its new port, or starts it.
      const client = await modelClientFor(served);
      return predict(client, served, definition, row).finally(() => client.destroy());
    },
    async heatMap(served) {
      if (!served.report) return undefined;
      const client = await storeFor(served);
      const numbers = await readNumbers(client, parseReportUrl(served.report)).finally(() => client.destroy());
      const confusion = numbers?.heldOut.confusion;
      return confusion && { confusion, classes: numbers.heatMapClasses };
    },
    allowsAddresses: !values["no-addresses"],
    ...(values.host === LOCALHOST && { host: [LOCALHOST, "localhost"] }),
  });
  const server = serve({ fetch: app.fetch, port, hostname: values.host }, (address) =>
    console.log(`Predictor listening on http://${values.host}:${address.port}`),
  );
  server.on("error", (error: NodeJS.ErrnoException) => {
    console.error(
      error.code === "EADDRINUSE"
        ? `Port ${port} is taken: give another one with --port, or 0 for a free one.`
        : `The predictor failed: ${error.message}`,
    );
    process.exitCode = 1;
  });
  const stop = () => server.close(() => process.exit(0));
  process.once("SIGTERM", stop).once("SIGINT", stop);
}

// ---

/** Finds the serving model; with another one, definitions are read anew, since it may have been made by another. */
function followServed(definition: string | undefined): () => Promise<ServedModel> {
  let last: string | undefined;
  return async () => {
    const served = await findServed();
    if (last !== undefined && served.modelId !== last) forgetDefinitions();
    last = served.modelId;
    return { ...served, ...(definition !== undefined && { definition }) };
  };
}

command({ help: HELP, isOfStack: true, options: OPTIONS, run: serveForms });
