import assert from "node:assert/strict";
import { HELP, readOptions } from "../../local-aws/options";

describe("options of the local service", () => {
  it("are read, with defaults", () => {
    assert.deepEqual(readOptions([]), { data: ".local/aws", help: undefined });
    assert.deepEqual(readOptions(["--data", "d", "--port", "0", "--peak-rate=200", "--jobs", "25"]), {
      ...{ data: "d", help: undefined, port: 0, peakRate: 200, jobs: 25 },
    });
    const quotas = [
      "--quota",
      "ml.m5.large for training job usage=0",
      "--quota",
      "a=b=2",
      "--state-ms",
      "0",
      "--trouble",
      "x=fails",
    ];
    assert.deepEqual(readOptions(quotas), {
      ...{ data: ".local/aws", help: undefined, stateMs: 0, trouble: ["x=fails"] },
      quotas: { "ml.m5.large for training job usage": 0, "a=b": 2 },
    });
  });

  it("are refused with what was expected", () => {
    assert.throws(() => readOptions(["--port", "70000"]), /whole number from 0 to 65535 after --port, got '70000'/);
    assert.throws(() => readOptions(["--jobs", ""]), /from 1 to 1000 after --jobs, got ''/);
    assert.throws(() => readOptions(["--quota", "ml.m5.large"]), /such as '.*=0' after --quota, got 'ml\.m5\.large'/);
    assert.throws(() => readOptions(["--speed", "1"]), /--speed/);
  });

  it("are listed, each in a line", () => {
    for (const name of [
      "data",
      "port",
      "jobs",
      "help",
      "peak-rate",
      "job-seconds",
      "data-bytes",
      "state-ms",
      "quota",
      "trouble",
    ])
      assert.match(HELP(), new RegExp(`^  --${name} .*\\w`, "m"));
  });
});
