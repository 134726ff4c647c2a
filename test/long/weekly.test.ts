import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { Clone } from "../integration/clone";

const POLICIES = ["MEDICARE PART B", "UHC CHOICE PLUS", "AETNA PPO", "CIGNA OAP", "UMR"];
const lastLine = (text: string) => text.trimEnd().split("\n").pop()!;

/** What cron and systemd start, as deploy/ has it. */
describe("weekly runs without Amazon ML", function () {
  this.timeout(180_000);
  this.bail(true);
  const clone = new Clone();
  before(() => clone.init(500, POLICIES));
  after(() => clone.remove());

  /** A command of deploy/, in this folder in place of the one that it names. */
  const here = (command: string) => command.replace("/srv/ml-learn", clone.folder);
  const commandOf = (unit: string) => {
    const text = readFileSync(`deploy/${unit}`, "utf8");
    assert.match(text, /^WorkingDirectory=\/srv\/ml-learn$/m);
    return /^ExecStart=(.*)$/m.exec(text)![1];
  };
  const learn = (command: string) => clone.run("sh", ["-c", command]);
  const locks = () => join(clone.folder, ".local/pulumi/.pulumi/locks/organization/ml-learn/dev");

  it("learn by the line for cron, and say in the last line what came of it", async () => {
    const line = readFileSync("deploy/crontab", "utf8").trimEnd().split("\n").pop()!;
    const [, command] = /^0 6 \* \* 1\s+(.*)$/.exec(line)!;
    const { status, output } = await learn(here(command));
    assert.equal(status, 0, output);
    assert.match(lastLine(output), /^ml-learn: done; [0-9a-f]{12}, macro F1 [01]\.\d{3} serves\.$/);
    assert.equal(output.trim().split("\n").length, 6);
  });

  it("tell a chat what was retrained and what was refused, and nobody of what did not change", async () => {
    const told: Record<string, unknown>[] = [];
    const chat = createServer((request, response) => {
      void text(request).then((body) => {
        told.push(JSON.parse(body) as Record<string, unknown>);
        response.end();
      });
    }).listen(0, "127.0.0.1");
    await once(chat, "listening");
    try {
      await clone.set({ webhook: `http://127.0.0.1:${(chat.address() as AddressInfo).port}/hook` });
      const quietly = () => clone.run("npm", ["run", "-s", "ml:load", "--", "--quiet"]);
      assert.equal((await quietly()).status, 0);
      clone.relabel(12);
      assert.equal((await quietly()).status, 0);
      clone.relabel(16);
      await clone.set({ minimumF1: "0.999" });
      const refused = await quietly();
      assert.notEqual(refused.status, 0);
      assert.match(refused.output, /is refused: its macro F1 is[^]*ml-learn: failed, with status \d+; .* serves on/);
      await clone.succeed("config", "rm", "ml-learn:minimumF1");
      assert.deepEqual(
        told.map(({ event, stack }) => [event, stack]),
        [
          ["retrained", "dev"],
          ["refused", "dev"],
        ],
      );
      assert.match(
        told[0].text as string,
        /^ml-learn, stack dev: A new model was trained and serves: macro F1 [01]\.\d{3}/,
      );
      assert.match(told[1].text as string, /was trained and refused; [0-9a-f]{12}, macro F1 [01]\.\d{3} serves on\.$/);
    } finally {
      chat.close();
    }
    // Nobody listens any more: it is told, and no reason to fail.
    clone.relabel(18);
    const { status, output } = await clone.run("npm", ["run", "-s", "ml:load", "--", "--quiet"]);
    assert.equal(status, 0, output);
    assert.match(output, /The webhook \(ml-learn:webhook\) can't be reached: ECONNREFUSED\./);
    clone.relabel(0);
    await clone.succeed("config", "rm", "ml-learn:webhook");
    assert.equal((await clone.run("npm", ["run", "-s", "ml:load"])).status, 0);
  });

  it("learn by systemd's unit, beside the service's own", async () => {
    const { status, output } = await learn(`cd ${clone.folder} && ${commandOf("ml-learn.service")}`);
    assert.equal(status, 0, output);
    assert.match(output, /nothing was trained, and the same model serves/);
    assert.match(readFileSync("deploy/ml-learn.timer", "utf8"), /^OnCalendar=Mon 06:00$/m);
    await clone.kill();
    const [, ...words] = commandOf("ml-learn-local.service").split(" ");
    const service = spawn("env", words, { cwd: clone.folder, stdio: ["ignore", "pipe", "inherit"], detached: true });
    try {
      const [text] = (await once(service.stdout, "data")) as [Buffer];
      assert.match(String(text), /^Local AWS listening on http:\/\/127\.0\.0\.1:\d+\n/);
      // The stack takes the service that is there.
      assert.match((await learn(`cd ${clone.folder} && ${commandOf("ml-learn.service")}`)).output, /ml-learn: done/);
    } finally {
      process.kill(-service.pid!, "SIGTERM");
      await once(service, "exit");
    }
  });

  it("end when another run works on the stack, and say who", async () => {
    clone.relabel(10);
    // Long enough to be met in the middle.
    await clone.set({ maxPasses: 1500 });
    const first = clone.run("npm", ["run", "-s", "ml:learn"]);
    while (!existsSync(locks()) || readdirSync(locks()).length === 0) await sleep(100);
    const { status, output } = await clone.run("npm", ["run", "-s", "ml:learn"]);
    assert.equal(status, 75, output);
    assert.match(
      output,
      /The stack dev is in use by \w+@.* \(process \d+, since .*\)\. Run again when that has ended\./,
    );
    assert.equal(lastLine(output), "ml-learn: not run.");
    assert.match((await first).output, /ml-learn: done/);
    await clone.set({ maxPasses: 20 });
  });

  it("clear the lock of a run that was killed, say so, and go on", async () => {
    const child = spawn("true");
    await once(child, "exit");
    const lock = { pid: child.pid, username: "ada", hostname: hostname(), timestamp: new Date().toISOString() };
    writeFileSync(join(locks(), "1.json"), JSON.stringify(lock));
    const { status, output } = await clone.run("npm", ["run", "-s", "ml:learn"]);
    assert.equal(status, 0, output);
    assert.match(output, /ended without giving back the lock of the stack dev: it is cleared \(pulumi cancel\)/);
  });

  it("say in the last line that they failed, and that what served serves on", async () => {
    clone.relabel(30);
    await clone.set({ minimumF1: "0.999" });
    const { status, output } = await clone.run("npm", ["run", "-s", "ml:learn"]);
    assert.notEqual(status, 0);
    assert.match(
      lastLine(output),
      /^ml-learn: failed, with status \d+; the reason stands above\. What served serves on: [0-9a-f]{12}, macro F1 [01]\.\d{3}\.$/,
    );
  });
});
