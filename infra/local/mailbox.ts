import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { Sent, SentQuery } from "./outputs.ts";

/** More than a person looks through; all of it is found in the JSON's order, newest first. */
const shownMax = 200;

/** A message that stayed on this machine. */
interface Kept {
  readonly id: number;
  readonly binding: string;
  readonly at: string;
  /** An address or a number; null when the message names none. */
  readonly to: string | null;
  readonly subject: string | null;
  /** As people read it. */
  readonly text: string;
  /** Of a mail. */
  readonly html: string | null;
}

/**
 * `GET /dev/mailbox` shows the mails and SMS that were kept on this machine instead of being sent,
 * `GET /dev/mailbox.json` has the same as data. Both read only.
 */
export function mailbox(outbox: (query: SentQuery) => readonly Sent[]): Hono {
  const kept = () => outbox({ latest: shownMax }).map(keptOf);
  return new Hono()
    .get("/dev/mailbox", (c) => c.html(page(kept()), 200, headers))
    .get("/dev/mailbox.json", (c) =>
      c.json({ items: kept() }, 200, { "cache-control": "no-store" }),
    );
}

function keptOf({ id, binding, at, data, metadata }: Sent): Kept {
  const body = typeof data === "string" ? data : JSON.stringify(data);
  const isMail = metadata.emailTo !== undefined;
  return {
    id,
    binding,
    at: new Date(at).toISOString(),
    to: metadata.emailTo ?? metadata.toNumber ?? null,
    subject: metadata.subject ?? null,
    text: metadata.text ?? body,
    html: isMail ? body : null,
  };
}

const page = (messages: readonly Kept[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mailbox of this machine</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Mailbox of this machine</h1>
<p class="soft">Mails and SMS that were kept here instead of being sent, newest first.
<a href="/dev/mailbox">Look again</a> or take them <a href="/dev/mailbox.json">as JSON</a>.</p>
${messages.length === 0 ? '<p class="card">Nothing has been sent yet.</p>' : messages.map(card).join("\n")}
</main>
</body>
</html>
`;

const card = ({ binding, at, to, subject, text, html }: Kept): string => `<article class="card">
<p class="soft"><span class="badge">${escaped(binding)}</span>
<time datetime="${at}">${at.slice(0, 19).replace("T", " ")} UTC</time>
${to === null ? "" : `to <b>${escaped(to)}</b>`}</p>
${subject === null ? "" : `<h2>${escaped(subject)}</h2>`}
<pre>${escaped(text)}</pre>
${html === null ? "" : `<details><summary>HTML source</summary><pre>${escaped(html)}</pre></details>`}
</article>`;

const style = `
:root { color-scheme: light dark; --paper: #f7f4ee; --sheet: #fffdf9; --ink: #1e2521;
  --soft: #56605a; --line: #e2dbcf; --accent: #1d6b52; }
@media (prefers-color-scheme: dark) { :root { --paper: #131614; --sheet: #1b1f1d; --ink: #ecefec;
  --soft: #a3ada7; --line: #2c3330; --accent: #6fd0a6; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 400 1rem/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Arial, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.02em; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.1rem; margin: .2rem 0 .6rem; }
a, summary { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
summary { cursor: pointer; font-size: .9rem; }
.soft { color: var(--soft); font-size: .92rem; margin: .2rem 0; }
.soft b { color: var(--ink); }
.badge { color: var(--accent); font-weight: 650; margin-right: .4rem; }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: 14px;
  padding: 1rem 1.25rem; margin: 1rem 0; }
pre { margin: .4rem 0; white-space: pre-wrap;
  font: .88em/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
`;

/** Nothing is loaded and nothing runs; the one style is named by its hash. */
const headers = {
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? "");
