import { keyOfToken, pageToken } from "../../json/page-token";
import type { Shape } from "../../json/shapes";
import { structure } from "../../json/shapes";
import type { Collection, Named } from "../collection";
import { oneOf, text, time, whole } from "../shapes";
import type { State } from "../state";
import { validation } from "../validation";
import { operation, type Operation } from "./operation";

interface Request {
  NameContains?: string;
  StatusEquals?: string;
  CreationTimeAfter?: number;
  CreationTimeBefore?: number;
  LastModifiedTimeAfter?: number;
  LastModifiedTimeBefore?: number;
  SortBy?: string;
  SortOrder?: "Ascending" | "Descending";
  MaxResults?: number;
  NextToken?: string;
}

type Entry = Named & { status?: string; modifiedAt?: number };

interface ListOptions {
  /** The answer's member. */
  member: string;
  statuses?: string[];
  defaultOrder: "Ascending" | "Descending";
  summary: (entry: never, collection: never) => object;
}

/** List<Kind>s: by name, status and time, page by page. */
export function listOperation(kind: keyof State, { member, statuses, defaultOrder, summary }: ListOptions): Operation {
  const shape: Record<string, Shape> = {
    ...{ NameContains: { type: "string", max: 63 }, CreationTimeAfter: time, CreationTimeBefore: time },
    ...{ LastModifiedTimeAfter: time, LastModifiedTimeBefore: time, SortOrder: oneOf("Ascending", "Descending") },
    ...{ MaxResults: whole(1, 100), NextToken: { type: "string", max: 8192 } },
    SortBy: oneOf("Name", "CreationTime", ...(statuses ? ["Status"] : [])),
    ...(statuses && { StatusEquals: oneOf(...statuses) }),
  };
  return operation<Request>(structure({ ...shape, StatusEquals: shape.StatusEquals ?? text }), (request, { state }) => {
    const collection = state[kind] as unknown as Collection<Entry>;
    const { SortOrder = defaultOrder, MaxResults = PAGE } = request;
    const order = (a: Key, b: Key) =>
      (SortOrder === "Ascending" ? 1 : -1) * (compare(a[0], b[0]) || compare(a[1], b[1]));
    const after = request.NextToken === undefined ? undefined : keyIn(request);
    const found = collection
      .list()
      .filter((entry) => fits(entry, request))
      .map((entry) => ({ entry, key: keyOf(entry, request) }))
      .sort((a, b) => order(a.key, b.key))
      .filter(({ key }) => !after || order(key, after) > 0);
    const page = found.slice(0, MaxResults);
    return {
      [member]: page.map(({ entry }) => summary(entry as never, collection as never)),
      ...(found.length > page.length && { NextToken: pageToken(questionOf(request), page.at(-1)!.key) }),
    };
  });
}

/** Seconds since 1970, as the wire has times. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

// ---

const PAGE = 10;

type Key = [value: string | number, name: string];

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

function keyOf({ name, createdAt, status = "" }: Entry, { SortBy }: Request): Key {
  return [SortBy === "Name" ? name : SortBy === "Status" ? status : createdAt, name];
}

function fits({ name, status, createdAt, modifiedAt = createdAt }: Entry, request: Request): boolean {
  const { CreationTimeAfter, CreationTimeBefore, LastModifiedTimeAfter, LastModifiedTimeBefore } = request;
  const isWithin = (at: number, after = -Infinity, before = Infinity) => seconds(at) > after && seconds(at) < before;
  return (
    name.includes(request.NameContains ?? "") &&
    (request.StatusEquals === undefined || status === request.StatusEquals) &&
    isWithin(createdAt, CreationTimeAfter, CreationTimeBefore) &&
    isWithin(modifiedAt, LastModifiedTimeAfter, LastModifiedTimeBefore)
  );
}

/** What was asked: the place in it aside. */
const questionOf = ({ NextToken: _, MaxResults: __, ...question }: Request): object => question;

/** The key of the entry behind which a page begins. */
function keyIn(request: Request): Key {
  const key = keyOfToken<Key>(request.NextToken!, questionOf(request));
  if (!key) throw validation("Expected the NextToken of the page before, of the same question, got another one");
  return key;
}
