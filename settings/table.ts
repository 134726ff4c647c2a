import { engines } from "../plan/engines/engines";
import { FIRST_ENGINE } from "../plan/engines/first-engine";
import { choice, digest, digests, filled, flag, limit, share, text, whole, type Setting } from "./kinds";

/** The keys `ml-learn:<key>` of every engine; `npm run settings` prints all that documents say of them. */
export const settings = {
  engine: text(
    (name) => Object.hasOwn(engines, name),
    "the name of an engine",
    FIRST_ENGINE,
    "What learns: `amazon-ml`, Amazon Machine Learning",
  ),
  cloud: choice(
    ["local", "aws"],
    "local",
    "`local`, the embedded service, or `aws`, Amazon ML and S3. Fixed for a stack.",
  ),
  region: text(
    /./,
    "an AWS region",
    "us-east-1",
    "AWS region; Amazon ML exists in us-east-1 and eu-west-1. Fixed for a stack.",
  ),
  bucket: text(
    /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/,
    "the name of a bucket, or nothing",
    "",
    "Bucket for features, predictions and reports; empty makes one. Fixed for a stack.",
  ),
  allowedAccount: text(
    /^(\d{12})?$/,
    "an account's 12 digits, or nothing",
    "",
    "The only AWS account, 12 digits, that the stack may be run in; empty takes any",
  ),
  parameter: text(
    /^((\/?[\w.-]+)(\/[\w.-]+)*)?$/,
    "the name of an SSM parameter such as /ml-learn/prod, for the cloud aws, or nothing",
    "",
    "Name of an SSM parameter, such as /ml-learn/prod, that tells clients which model serves; AWS only",
  ),
  maximumRunCost: limit(
    "US dollars such as 2.50, or nothing",
    "US dollars; the preview stops when the run would cost more on AWS",
  ),
  webhook: text(
    (value) => value === "" || (/^https?:\/\//.test(value) && URL.canParse(value)),
    "an address that begins with https:// or http://, or nothing",
    "",
    "Address that `npm run ml:learn` posts news to, as JSON with a `text`: retrained, served again, healed, refused, failed; set with --secret when it holds a token",
  ),
  source: text(
    /./,
    "a CSV file, a folder or glob of such, or postgresql://…",
    "data/insurance.csv",
    "Examples: a CSV file, a folder or glob of such (also .gz), or postgresql://user:password@host/database, set with --secret",
  ),
  query: text(/^/, "SQL, for a database", "", "SQL that gives the examples, for a database"),
  queryTimeoutMinutes: whole(1, 24 * 60, 30, "After that the database ends the query"),
  definition: filled(
    "the name of a feature definition",
    "insurance-number",
    "What is learned from what: the name of a file in features/definitions/",
  ),
  trainingPercent: whole(1, 99, 70, "Share of the rows to learn from; the others are held out for the evaluation"),
  split: choice(
    ["stable", "random"],
    "stable",
    "`stable`: each row's own content decides whether it is held out, so that it keeps its side as data grow; `random`: Amazon ML draws them, as in the blog post",
  ),
  splitSeed: filled("a text that is not empty", "ml-learn", "Seed of the split"),
  timeoutMinutes: whole(
    1,
    7 * 24 * 60,
    240,
    "How long a run waits for each job (data source, model, evaluation, predictions)",
  ),
  keep: whole(1, 100, 3, "How many generations are kept; the one that serves always is"),
  held: digests(
    "Generations that are kept for good, by 7 or more digits each, whatever `keep` is; `npm run hold` sets it",
  ),
  endpoints: whole(
    1,
    100,
    2,
    "How many of the kept generations answer, so that a client with last week's id still gets answers; at most `keep`",
  ),
  serve: digest("Pin: 7 or more digits of a kept generation that is to serve; empty serves the newest data's"),
  approval: choice(
    ["none", "required"],
    "none",
    "`required` stops a run that would train what `approved` does not name",
  ),
  approved: text(
    /^([0-9a-f]{64}( by .*)?)?$/,
    "the 64 digits of a generation's digest, as `npm run approve` sets them, or nothing",
    "",
    "What generation may be trained, and who approved it when; `npm run approve` sets it",
  ),
  minimumF1: share("A new model with a lower macro F1 (or AUC), 0 to 1, is not switched to"),
  maximumF1Drop: share(
    "A new model is not switched to when its macro F1 (or AUC) is lower than the serving one's by more than this, 0 to 1",
  ),
  maximumError: limit(
    "a number from 0, or nothing",
    "Of a number to predict: a new model with a larger root mean square error is not switched to",
  ),
  maximumErrorRise: limit(
    "a share such as 0.1, or nothing",
    "Of a number to predict: a new model is not switched to when its root mean square error is larger than the serving one's by more than this share of it",
  ),
  accept: digest("7 or more digits of a generation that serves whatever its quality is"),
  report: flag(true, "Predict the held-out rows for the heat map; Amazon charges for it by the 1,000 rows"),
  heatMapClasses: whole(1, 100, 9, "How many classes the heat map shows by name, 1 to 100; the rest is Other"),
  maximumRowDrop: share("Share of the rows, 0 to 1; when more are gone since what serves, the preview stops"),
  maximumShareMove: share(
    "When a class's share of the rows, 0 to 1, moved by more since what serves, the preview stops",
  ),
  goneClasses: choice(
    ["warn", "stop"],
    "warn",
    "`stop` stops the preview when a class that serves has no rows any more",
  ),
};

/** With those of all engines. */
export const allSettings = (): Record<string, Setting> =>
  Object.assign({}, settings, ...Object.values(engines).map((engine) => engine.settings)) as Record<string, Setting>;
