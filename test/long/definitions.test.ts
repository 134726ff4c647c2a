import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Clone } from "../integration/clone";

const page = readFileSync("docs/definitions.md", "utf8");
/** The definitions that the page shows, the sample's parcels first. */
const [, visit, message] = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);
const [, visits, messages] = [...page.matchAll(/```text\n([^]*?)```/g)].map(([, text]) => text.split("\n")[0]);

describe("the definitions that the page shows", function () {
  this.timeout(240_000);
  const clone = new Clone();
  after(() => clone.remove());

  const learn = async (name: string, code: string, rows: string[]) => {
    writeFileSync(join(clone.folder, `features/definitions/${name}.ts`), code);
    writeFileSync(join(clone.folder, `${name}.csv`), rows.join("\r\n") + "\r\n");
    const stack = ["--stack", name, "--source", `${name}.csv`, "--definition", name];
    const { status, output } = await clone.run("npm", ["run", "-s", "ml:learn", "--", ...stack]);
    assert.equal(status, 0, output);
    return output;
  };
  const predict = async (...args: string[]) => {
    const { status, output } = await clone.run("npm", ["run", "-s", "predict", "--", ...args]);
    assert.equal(status, 0, output);
    return output.trimEnd().split("\n");
  };
  const two = (number: number) => String(number).padStart(2, "0");

  it("learn from another country's CSV: states by name, dates, groups, a threshold, missing and old rows", async () => {
    const rows = Array.from({ length: 700 }, (_, i) => {
      const isMalignant = (i * 7919) % 10 < 3;
      const size = i % 50 === 0 ? "NA" : `${i % 7 === 0 ? 3 : isMalignant ? 4 : 2},${(i * 31) % 10}`;
      const year = i % 100 === 1 ? 2023 : 2026;
      const seen = `${two(1 + (i % 28))}.${two(1 + (i % 11))}.${year} ${two(8 + (i % 9))}:30`;
      const diagnosis = i % 70 === 3 ? "" : isMalignant ? "malignant" : "benign";
      return `V${i};P${i % 90};${seen};${size};${i % 3 ? "y" : "n"};${i % 2 ? "Nord " : "Nord"};${diagnosis}`;
    });
    const output = await learn("visit", visit, [visits, ...rows]);
    assert.match(output, /Data: visit\.csv changed just now, separated by semicolons; 683 rows/);
    assert.match(output, /10 rows have no diagnosis: they are left out\./);
    assert.match(output, /7 rows are from before 2025-\d\d-\d\d, and left out by the definition's cutOff\./);
    assert.match(output, /rows are held out, by patient: those of \d+, and of \d+ to learn from/);
    assert.match(output, /predict \d+ training rows/);
    assert.match(output, /A new model was trained and serves: AUC /);

    writeFileSync(
      join(clone.folder, "new.csv"),
      `${visits}\r\nV1;P1;03.11.2026 09:30;4,9;y;Nord ;\nV2;P2;03.11.2026 09:30;NA;n;Nord;\n`,
    );
    const [header, first, second] = await predict("--stack", "visit", "--file", "new.csv", "--csv", "--top", "1");
    assert.equal(header, "visit,patient,seen,size,smoker,clinic,diagnosis,diagnosis_1,probability_1,problem");
    assert.match(first, /^V1,P1,03\.11\.2026 09:30,"4,9",y,Nord ,,malignant,[\d.e-]+,$/);
    assert.match(second, /^V2,P2,03\.11\.2026 09:30,NA,n,Nord,,(malignant|benign),[\d.e-]+,$/);

    const cells = ["size=2,5", "smoker=y", "clinic=Ost", "seen=03.11.2026 09:30"];
    assert.match(
      (await predict("--stack", "visit", ...cells)).join("\n"),
      /Warning: 1 value of clinic was not among the rows that were learned from, and counts as missing: "Ost" \(1 row\)\./,
    );

    const report = await clone.run("npm", ["run", "-s", "report", "--", "--stack", "visit"]);
    assert.equal(report.status, 0, report.output);
    const text = readFileSync(join(clone.folder, "build/report/report.md"), "utf8");
    const [, threshold] = /From a score of ([\d.]+) on the answer is malignant: /.exec(text)!;
    assert.ok(Number(threshold) > 0 && Number(threshold) < 1 && threshold !== "0.5", threshold);
    assert.match(text, /^- parameters: scoreThreshold recall 0\.9, sgd/m);
    assert.match(text, /\| malignant \| benign \||\| benign \| malignant \|/);
  });

  it("learn from text and from dates, the newest rows held out, rare and look-alike classes made one", async () => {
    const teams = ["billing", "Access", "Acce\u017fs", "rare"];
    const words = ["my invoice is wrong", "cannot log in", "password is lost", "hello"];
    const rows = Array.from({ length: 600 }, (_, i) => {
      const kind = i % 200 === 7 ? 3 : i % 3;
      return `2026-${two(1 + Math.floor(i / 60))}-${two(1 + (i % 28))}T09:30^${words[kind]}^${4000 + i}^${teams[kind]}`;
    });
    const output = await learn("message", message, [messages, ...rows]);
    assert.match(output, /Data: message\.csv changed just now, separated by '\^'; 600 rows, 3 classes of team/);
    assert.match(output, /1 class is rare, with 3 rows in all: they are in the class Other\./);
    assert.match(output, /150 rows are held out, the newest by sent, after 2026-08-\d\d/);
    const [asked, answer] = await predict(
      ...["--stack", "message", "subject=cannot log in", "sent=2026-12-01", "customer=4712"],
    );
    assert.match(asked, /^subject=cannot log in/);
    assert.match(answer, /^ {2}1\. Access +0\.\d+$/);
  });
});
