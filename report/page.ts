import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { visibleLines } from "../text/visible";
import { shadeStyle } from "./shade";

/** A piece of HTML: what is put into it is escaped. */
export type Markup = ReturnType<typeof html>;

/** The one style sheet of all pages; it is the same text always, so that a server can allow it by its hash. */
export const style = `
:root{color-scheme:light dark;--page:#fff;--ink:#111;--line:#8886;--soft:#8882;--link:#0b57d0;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--page:#121212;--ink:#eee;--link:#8ab4f8;--bad:#f2b8b5}}
html{background:var(--page);color:var(--ink)}
body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:64rem}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}
a{color:var(--link)}
table{border-collapse:collapse;min-width:min(100%,22rem);font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.25rem 0}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.n,th.n{text-align:right}
tbody th{font-weight:normal}
@media(max-width:30rem){th,td{padding:.25rem .3rem}table:not(.map){font-size:.85rem}td:not(.n){overflow-wrap:anywhere}}
tr.top{background:var(--soft)}
tr.top th,tr.top td{font-weight:bold}
.scroll{overflow-x:auto}svg.chart{max-width:100%;height:auto}
.map th,.map td{border:1px solid var(--line);text-align:right;white-space:nowrap;font-size:.85rem}
.map thead th{writing-mode:vertical-rl;transform:rotate(180deg);text-align:left}
.map tbody th,.map tfoot th{position:sticky;left:0;background:var(--page)}
.map b{font-weight:bold}
.map .z{opacity:.65}
.legend td{text-align:center}
.chart path{stroke:currentColor;fill:none;stroke-width:1.5}.chart circle{fill:currentColor}
.chart text{font-size:11px;fill:currentColor}.chart .axis{stroke-width:.5}.chart .noise{opacity:.5}
.bad{color:var(--bad)}
.quiet{font-size:.9rem}
label{display:block;font-weight:bold}
input{font:inherit;padding:.5rem;width:100%;max-width:24rem;box-sizing:border-box}
.fields{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:.5rem 1rem}
button{font:inherit;padding:.5rem 1rem;margin:.5rem 0}
meter{width:5rem}@media(max-width:30rem){meter{width:1.5rem}}
pre{background:var(--soft);padding:.75rem;overflow-x:auto;white-space:pre-wrap}
${shadeStyle("html")}
`;

/** A whole page that needs nothing else: no script, no font, no picture from elsewhere. */
export function page(title: string, body: Markup): string {
  return text(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`);
}

/** What scrolls by itself on a narrow screen, by keyboard too. */
export const scrolling = (label: string, content: Markup): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
${content}
</div>`;

/** Markup as text, in which all can be seen. Nothing in it waits for anything, so it is no promise. */
export function text(markup: Markup): string {
  return visibleLines((markup as HtmlEscapedString).toString());
}
