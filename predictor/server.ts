import { createHash } from "node:crypto";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { BadValue, inputColumns, type Row } from "../features/definition";
import { loadDefinition, type NamedDefinition } from "../features/load-definition";
import type { Confusion } from "../learning/confusion";
import { heatMap } from "../report/heat-map";
import { heatMapPage } from "../report/heat-map-page";
import { style } from "../report/page";
import { worstMistakes } from "../report/release";
import type { Current } from "./current";
import { rowOfJson } from "./json-row";
import { predictorPage, problemPage, titled } from "./page";
import type { Answer } from "./predict";
import { NothingServes, type ServedModel } from "./served";
import { shortDigest } from "../text/short-digest";

export interface PredictorOptions {
  current: Current<ServedModel>;
  predict: (served: ServedModel, definition: NamedDefinition, row: Row) => Promise<Answer>;
  /** Who takes whom for whom, and how many classes a heat map shows; undefined when nothing was predicted for it. */
  heatMap: (served: ServedModel) => Promise<{ confusion: Confusion; classes: number } | undefined>;
  /** Whether a number may stand in the address, which browsers and proxies remember. */
  allowsAddresses: boolean;
  /** The names that it may be called by; undefined for any. */
  host?: string[];
}

/** A row may have 100 KB (Developer Guide, "Amazon ML Limits"). */
const MAX_BODY_BYTES = 128 * 1024;
const RENEWED_MS = 1000;

/** The predictor page: a form, `/<number>`, the heat map, and JSON at `/api/predict`. It needs no script. */
export function predictorApp(options: PredictorOptions): Hono {
  const { current, allowsAddresses, host } = options;
  const app = new Hono();
  app.use(
    onlyAt(host),
    headers,
    onlyFromHere,
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.text("Expected a smaller request.\n", 413) }),
  );

  app.get("/favicon.ico", (c) => c.body(null, 204));

  app.get("/", async (c) => {
    const served = await current.get();
    const definition = loadDefinition(served.definition);
    // The address has the number of one of the definition's own rows, and nothing of a person's.
    const row = definition.examples[Number(c.req.query("example")) - 1];
    return c.html(predictorPage({ definition, served, row }));
  });

  app.post("/", async (c) => {
    const form = await c.req.parseBody().catch(() => {
      throw new HTTPException(400, { message: "Expected the form's fields, got a body that can't be read." });
    });
    return answerPage(
      c,
      byColumn((name) => text(form[name])),
    );
  });

  app.get("/heat-map.html", async (c) => {
    const served = await current.get();
    const found = await options.heatMap(served);
    if (!found)
      return c.html(
        problemPage("F1 heat map", "There is none of this model: the held-out rows were not predicted."),
        404,
      );
    const wished = c.req.query("classes");
    const classes = wished === "all" ? Infinity : Math.max(1, Math.trunc(Number(wished)) || found.classes);
    return c.html(
      heatMapPage(
        heatMap(found.confusion, classes),
        `F1 heat map of generation ${shortDigest(served.generation ?? "")}`,
        {
          mistakes: worstMistakes(found.confusion),
          links: {
            "/": "Back to the form",
            ...(classes === Infinity
              ? { "/heat-map.html": "Fewer classes" }
              : { "/heat-map.html?classes=all": "All classes" }),
          },
        },
      ),
    );
  });

  app.post("/api/predict", async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    if (typeof body !== "object" || body === null || Array.isArray(body))
      return c.json({ error: { message: 'Expected a JSON object such as {"number": "WXY5678"}.' } }, 400);
    return answerJson(c, (definition) => rowOfJson(definition, body));
  });

  if (allowsAddresses) {
    app.get("/api/predict", (c) => answerJson(c, (definition) => rowOfJson(definition, c.req.query())));
    app.get("/:value", (c) =>
      answerPage(
        c,
        byColumn((_, i) => (i === 0 ? c.req.param("value") : undefined)),
      ),
    );
  }

  app.notFound((c) => c.html(problemPage("Not found", "There is no such page."), 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    const nothing = error instanceof NothingServes;
    if (!nothing) console.error(error.message);
    const message = nothing ? error.message : "The model did not answer. Try again in a moment.";
    return c.req.path.startsWith("/api/")
      ? c.json({ error: { message } }, 503)
      : c.html(problemPage("No answer", message), 503);
  });
  return app;

  async function answerPage(c: Context, rowOf: RowOf) {
    const { served, definition, row, ...outcome } = await ask(rowOf);
    const isWrong = "problem" in outcome;
    return c.html(predictorPage({ served, definition, row, ...outcome }), isWrong ? 400 : 200);
  }

  async function answerJson(c: Context, rowOf: RowOf) {
    const { served, ...outcome } = await ask(rowOf);
    if ("problem" in outcome) return c.json({ error: { message: outcome.problem } }, 400);
    const { modelId, generation, features, trained } = served;
    return c.json({ modelId, generation, features, trained, ...outcome.answer });
  }

  async function ask(rowOf: RowOf) {
    const served = await current.get();
    const first = await askOf(served, rowOf).catch((error: Error) => error);
    if (!(first instanceof Error)) return first;
    // A model that does not answer is not looked for at each request.
    const now = await current.within(RENEWED_MS);
    if (now.modelId === served.modelId && now.url === served.url) throw first;
    return askOf(now, rowOf);
  }

  async function askOf(served: ServedModel, rowOf: RowOf) {
    const definition = loadDefinition(served.definition);
    const inputs = inputColumns(definition);
    let asked = { served, definition, row: {} as Row };
    try {
      const row = rowOf(definition);
      asked = { ...asked, row };
      if (inputs.every((name) => row[name].trim() === ""))
        return {
          ...asked,
          problem: `Expected ${inputs.length === 1 ? `an ${titled(definition.name).toLowerCase()}` : "values"}, got nothing.`,
        };
      return { ...asked, answer: await options.predict(served, definition, row) };
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      return { ...asked, problem: reason(error.message, inputs) };
    }
  }
}

// ---

/** @throws BadValue when what was sent is no row of the definition */
type RowOf = (definition: NamedDefinition) => Row;

const byColumn =
  (cell: (name: string, place: number) => string | undefined): RowOf =>
  (definition) =>
    Object.fromEntries(inputColumns(definition).map((name, i) => [name, cell(name, i) ?? ""]));

/** A form's field; a file is none. */
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** With one field only, its name tells nothing. */
function reason(message: string, inputs: string[]): string {
  const short = inputs.length === 1 ? message.replace(/^column '[^']*': /, "") : message;
  return `${short.slice(0, 1).toUpperCase()}${short.slice(1)}.`;
}

const ofForms = csrf();

/**
 * Refuses what a page elsewhere sends. The forms are for browsers, which say where they come from; the
 * API is for programs too, which do not (`curl -d`), and of which only a foreign origin is refused.
 */
async function onlyFromHere(...[c, next]: Parameters<MiddlewareHandler>): Promise<Response | void> {
  if (!c.req.path.startsWith("/api/")) return ofForms(c, next);
  const { origin, host, "sec-fetch-site": site } = c.req.header();
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  if (!isForeign && site !== "cross-site") return next();
  return c.json({ error: { message: "Expected a request from here, got one from another site." } }, 403);
}

const secure = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    // The one style sheet, which stands in each page.
    styleSrc: [`'sha256-${createHash("sha256").update(style).digest("base64")}'`],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  // A number in an address goes nowhere else. With "no-referrer" a form would not say where it is from.
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
  // It is for the whole host and its ports: whoever puts TLS in front decides that.
  strictTransportSecurity: false,
});

/** Security headers; and nothing is kept by browsers and proxies. */
async function headers(...[c, next]: Parameters<MiddlewareHandler>): Promise<void> {
  c.header("Cache-Control", "no-store");
  await secure(c, next);
}

/** Refuses other names: a page whose name is made to mean this machine (DNS rebinding) could read answers. */
function onlyAt(hosts: string[] | undefined): (c: Context, next: () => Promise<void>) => Promise<Response | void> {
  return async (c, next) => {
    const name = new URL(c.req.url).hostname;
    if (!hosts || hosts.includes(name)) return next();
    return c.text(`Expected a request to ${hosts.join(" or ")}.\n`, 421);
  };
}
