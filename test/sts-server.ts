import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** AWS's STS as far as it says whose the credentials are; what the SDK needs to ask it is set in the environment. */
export class StsServer {
  private server: Server | undefined;
  private readonly before = { ...process.env };
  account = "123456789012";
  /** An error's code that it answers with. */
  failure: string | undefined;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        const result = `<Account>${this.account}</Account><Arn>arn:aws:iam::${this.account}:user/test</Arn><UserId>U</UserId>`;
        response.setHeader("content-type", "text/xml");
        if (this.failure !== undefined) {
          const error = `<Error><Type>Sender</Type><Code>${this.failure}</Code><Message>refused</Message></Error>`;
          response.writeHead(403).end(`<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`);
          return;
        }
        response.end(
          `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.server = server;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
  }

  stop(): void {
    this.server?.close();
    for (const name of ["AWS_ENDPOINT_URL_STS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
      if (this.before[name] === undefined) delete process.env[name];
      else process.env[name] = this.before[name];
  }
}
