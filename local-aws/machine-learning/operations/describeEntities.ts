import { keyOfToken, pageToken } from "../../json/page-token";
import { invalidInput } from "../invalid-input";
import { structure, type Shape } from "../../json/shapes";
import { comparatorValue, pageLimit, sortOrder, text } from "../shapes";
import type { Entity, Kind } from "../state";
import { viewOf } from "./entity-view";
import { operation, type Context, type Operation } from "./operation";

type Operator = "EQ" | "NE" | "GT" | "GE" | "LT" | "LE" | "Prefix";

type Request = Partial<Record<Operator, string | null>> & {
  FilterVariable?: string | null;
  SortOrder?: "asc" | "dsc" | null;
  Limit?: number | null;
  NextToken?: string | null;
};

type View = Record<string, unknown>;

/**
 * Describe<Kind>s: entities by one variable, page by page (API Reference, "DescribeMLModels" and its like). DELETED ones
 * are shown to whoever filters by Status alone: a waiter would else wait for them for ever.
 */
export function describeEntities(kind: Kind): Operation {
  const operators = Object.fromEntries(
    Object.keys(comparisons).map((name): [string, Shape] => [name, comparatorValue]),
  );
  const FilterVariable: Shape = { type: "string", oneOf: Object.keys(variables[kind]) };
  return operation<Request>(
    structure({ ...operators, FilterVariable, SortOrder: sortOrder, Limit: pageLimit, NextToken: text }),
    (request, context) => {
      const found = select(kind, request, context);
      const start = request.NextToken ? startOf(request, found) : 0;
      const page = found.slice(start, start + (request.Limit ?? MAX_PAGE));
      const last = page.at(-1);
      const hasMore = last !== undefined && start + page.length < found.length;
      return {
        Results: page.map(({ view }) => view),
        ...(hasMore && { NextToken: pageToken(questionOf(request), keyOf(last)) }),
      };
    },
  );
}

// ---

const MAX_PAGE = 100;

/** Where the value of each variable stands in what is shown. */
const common = { CreatedAt: "CreatedAt", LastUpdatedAt: "LastUpdatedAt", Status: "Status", Name: "Name" };
const user = { IAMUser: "CreatedByIamUser" };
const used = { MLModelId: "MLModelId", DataURI: "InputDataLocationS3" };
const variables: Record<Kind, Record<string, string>> = {
  DataSource: { ...common, ...user, DataLocationS3: "DataLocationS3" },
  MLModel: {
    ...{ ...common, ...user, MLModelType: "MLModelType", Algorithm: "Algorithm" },
    ...{ TrainingDataSourceId: "TrainingDataSourceId", TrainingDataURI: "InputDataLocationS3" },
    RealtimeEndpointStatus: "EndpointStatus",
  },
  Evaluation: { ...common, ...user, ...used, DataSourceId: "EvaluationDataSourceId" },
  BatchPrediction: { ...common, ...user, ...used, DataSourceId: "BatchPredictionDataSourceId" },
};

type Value = string | number;

const comparisons: Record<Operator, (value: Value, given: Value) => boolean> = {
  EQ: (value, given) => value === given,
  NE: (value, given) => value !== given,
  GT: (value, given) => value > given,
  GE: (value, given) => value >= given,
  LT: (value, given) => value < given,
  LE: (value, given) => value <= given,
  Prefix: (value, given) => String(value).startsWith(String(given)),
};

interface Found {
  entity: Entity;
  view: View;
  /** Of the variable that is filtered and ordered by. */
  value: Value;
}

/** All that fit, in their order: by the variable, and those that are equal as they were made. */
function select(kind: Kind, request: Request, context: Context): Found[] {
  const variable = request.FilterVariable ?? undefined;
  const filters = filtersOf(request, variable);
  const isByStatus = variable === "Status" && filters.length > 0;
  const found = context.state
    .list(kind)
    .filter(({ status }) => isByStatus || status !== "DELETED")
    .map((entity) => {
      const view = { ...viewOf(entity, context), ...(kind === "MLModel" && { Algorithm: "sgd" }) };
      return { entity, view, value: variable === undefined ? 0 : valueOf(view, variables[kind][variable]) };
    })
    .filter(({ value }) => filters.every((fits) => fits(value)));
  const order = orderOf(request);
  return found.sort((a, b) => order(keyOf(a), keyOf(b)));
}

/** By which entities are ordered: the variable, then the time at which they were made. */
type Key = [value: Value, createdAt: number, id: string];

const keyOf = ({ value, entity: { createdAt, id } }: Found): Key => [value, createdAt, id];

function orderOf({ SortOrder }: Request): (a: Key, b: Key) => number {
  const direction = SortOrder === "dsc" ? -1 : 1;
  return (a, b) => direction * (compare(a[0], b[0]) || compare(a[1], b[1]) || compare(a[2], b[2]));
}

const compare = (a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);

function valueOf(view: View, member: string): Value {
  const value = member === "EndpointStatus" ? (view.EndpointInfo as View).EndpointStatus : view[member];
  return typeof value === "number" ? value : String((value as string | undefined) ?? "");
}

function filtersOf(request: Request, variable: string | undefined): ((value: Value) => boolean)[] {
  const given = (Object.keys(comparisons) as Operator[]).filter((name) => typeof request[name] === "string");
  if (given.length > 0 && variable === undefined)
    throw invalidInput(`Expected a FilterVariable with ${given.join(", ")}, got none`);
  const isDate = variable === "CreatedAt" || variable === "LastUpdatedAt";
  return given.map((name) => {
    const wanted = isDate ? secondsOf(request[name]!, name) : request[name]!;
    return (value: Value) => comparisons[name](value, wanted);
  });
}

/** Seconds since 1970, or ISO 8601: the reference does not say which. */
function secondsOf(text: string, operator: Operator): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(seconds) || operator === "Prefix")
    throw invalidInput(
      `Expected seconds since 1970 or a date of ISO 8601 with an operator other than Prefix, got '${text.slice(0, 100)}' with ${operator}`,
    );
  return seconds;
}

/** What it was asked with: the place in it aside. */
const questionOf = ({ NextToken: _, Limit: __, ...question }: Request): object => question;

/** The place behind what a token names, which may be gone by now: whoever cleans up deletes page by page. */
function startOf(request: Request, found: Found[]): number {
  const last = keyOfToken<Key>(request.NextToken!, questionOf(request));
  if (!last) throw invalidInput("Expected the NextToken of the page before, of the same question, got another one");
  const order = orderOf(request);
  const next = found.findIndex((one) => order(keyOf(one), last) > 0);
  return next < 0 ? found.length : next;
}
