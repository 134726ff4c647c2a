import { connect } from "node:net";
import { credentials } from "@grpc/grpc-js";
import engineProto from "@pulumi/pulumi/proto/engine_grpc_pb";
import messages from "@pulumi/pulumi/proto/engine_pb";

const isAddress = (text: string | undefined): text is string => /^(127\.0\.0\.1|localhost):\d+$/.test(text ?? "");

/** The engine that started this process, the program's or its provider's; none in a test. */
const address = process.env.PULUMI_NODEJS_ENGINE ?? process.argv[2];
export const engineAddress = isAddress(address) ? address : undefined;
const isProvider = isAddress(process.argv[2]);
let client: InstanceType<typeof engineProto.EngineClient> | undefined;

/** Shows a message in a resource's row; an ephemeral one is gone with the next, or a line without a terminal. */
export const showProgress = (row: string, message: string): Promise<void> =>
  log(row, message, messages.LogSeverity.INFO, true);

/** Warns under a resource's own row, to stay: of what went wrong and is not worth a failed run. */
export const warn = (row: string, message: string): Promise<void> =>
  log(row, message, messages.LogSeverity.WARNING, false);

async function log(row: string, message: string, severity: number, isEphemeral: boolean): Promise<void> {
  if (!isProvider) return;
  client ??= new engineProto.EngineClient(engineAddress!, credentials.createInsecure());
  const request = new messages.LogRequest();
  request.setSeverity(severity);
  request.setUrn(row);
  request.setMessage(message);
  request.setEphemeral(isEphemeral);
  // A message that is lost must not fail the work it speaks of.
  await new Promise<void>((resolve) => client!.log(request, () => resolve()));
}

const WATCH_MS = 2000;
let watch: NodeJS.Timeout | undefined;

/**
 * Ends this process when the engine is gone. A killed engine leaves its program and its provider
 * processes behind, and they would go on reading and creating (measured); the next run takes up what
 * they began.
 */
export function endWithEngine(): void {
  if (engineAddress === undefined || watch) return;
  const [host, port] = engineAddress.split(":");
  watch = setInterval(() => {
    const socket = connect(Number(port), host);
    socket.once("connect", () => socket.destroy());
    // Only "nobody listens" says so; other errors are this process's own trouble.
    socket.once("error", ({ code }: NodeJS.ErrnoException) => code === "ECONNREFUSED" && process.exit(1));
  }, WATCH_MS).unref();
}
