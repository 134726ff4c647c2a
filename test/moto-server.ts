import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "./free-port";
import { VirtualEnvironment } from "./virtual-environment";

const run = promisify(execFile);

/** moto: AWS's S3, STS and IAM as others understand them. It is installed into a folder of its own. */
export class MotoServer {
  private readonly installed = new VirtualEnvironment();
  private server: ChildProcess | undefined;
  url = "";

  async install(): Promise<void> {
    await this.installed.install("moto[server]==5.2.5", "parliament==1.6.4");
  }

  /** Runs Python where moto and parliament, a linter of IAM policies, are installed; gives what it prints. */
  async python(args: string[]): Promise<string> {
    return (await run(this.installed.python, args)).stdout;
  }

  /** @param openCalls after so many calls, IAM policies are enforced; undefined for never */
  async start(openCalls?: number): Promise<void> {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.server = spawn(join(this.installed.bin, "moto_server"), ["-H", "127.0.0.1", "-p", String(port)], {
      stdio: "ignore",
      env: { ...process.env, ...(openCalls !== undefined && { INITIAL_NO_AUTH_ACTION_COUNT: String(openCalls) }) },
    });
    for (let tries = 0; tries < 300; tries++) {
      if (
        await fetch(`${this.url}/moto-api/`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await sleep(100);
    }
    throw new Error("Expected moto to answer within 30 s");
  }

  /** The variables that an AWS SDK needs to find it. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_S3: this.url,
      AWS_ENDPOINT_URL_STS: this.url,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    };
  }

  async stop(): Promise<void> {
    if (this.server && this.server.exitCode === null) {
      this.server.kill();
      await once(this.server, "exit");
    }
    this.server = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    this.installed.remove();
  }
}
