import { type ProblemCode, problemKinds } from "../shared/kit/problem.ts";
import type { Needed } from "../shared/kit/scope.ts";
import { curlOf } from "./curl.ts";
import { html, type Markup, prose } from "./markup.ts";
import { about, problemsOf } from "./openapi.ts";
import { type Group, groups, groupTexts, type Operation, requestHeaders } from "./operation.ts";
import { operations } from "./operations.ts";
import { page } from "./page-frame.ts";
import { problemCodes, problemTexts } from "./problem-texts.ts";
import { parameterTable, schemaTables } from "./schema-tables.ts";
import { parametersOf } from "./schemas.ts";

/** The document for people: one page without scripts, in which everything has an anchor. */
export function docsPage(): Response {
  // Made once: it takes some 80 ms at first, and anybody may ask for it as often as they like.
  made ??= content();
  return page(about.title, made);
}

let made: Markup | undefined;

function content(): Markup {
  return html`<a class="skip" href="#main">Skip to the content</a>
<div class="frame">
<nav class="contents" aria-label="Contents">
${groups.map(contents)}
<p><a href="#problems">Problems</a></p>
<p><a href="#schemas">Schemas</a></p>
</nav>
<main id="main">
<h1>${about.title}</h1>
<p class="lead">${prose(about.description)}</p>
<p>For machines: <a href="/openapi.json">openapi.json</a>. The examples use two variables:</p>
<pre tabindex="0"><code>NUDGE=http://localhost:8080
TOKEN=   # what GET /api/auth/token answers</code></pre>
${groups.map(chapter)}
<h2 id="problems">Problems</h2>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Code</th><th scope="col">Meaning and remedy</th></tr></thead>
<tbody>${problemCodes.map(problemRow)}</tbody>
</table></div>
<h2 id="schemas">Schemas</h2>
${schemaTables()}
</main>
</div>`;
}

const anchorOf = (group: Group) => group.toLowerCase().replaceAll(" ", "-");

const inGroup = (group: Group) => operations.filter((operation) => operation.group === group);

const contents = (group: Group): Markup => html`<p><a href="#${anchorOf(group)}">${group}</a></p>
<ul>${inGroup(group).map(({ id, summary }) => html`<li><a href="#${id}">${summary}</a></li>`)}</ul>
`;

const chapter = (group: Group): Markup => html`<h2 id="${anchorOf(group)}">${group}</h2>
<p>${prose(groupTexts[group])}</p>
${inGroup(group).map(card)}
`;

const proofs = {
  token: "bearer token",
  session: "session cookie",
  none: "open to all",
} as const;

const scopeText = (scope: Needed) => (scope === "session" ? "no API token" : `scope ${scope}`);

function card(operation: Operation): Markup {
  const { id, method, path, summary, description, proof, scope, query, headers = [] } = operation;
  const asked = query ? parametersOf(query.schema) : {};
  const sent = Object.fromEntries(
    headers.map((name) => [
      name,
      { type: "string" as const, description: requestHeaders[name].says },
    ]),
  );
  return html`<section class="card" aria-labelledby="${id}">
<h3 id="${id}">${summary}</h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span>
<code>${path}</code> <span class="badge">${proofs[proof]}</span>${
    scope === undefined ? undefined : html` <span class="badge">${scopeText(scope)}</span>`
  }</p>
${description === undefined ? undefined : html`<p>${prose(description)}</p>`}
${parameterTable("Query", asked)}
${parameterTable("Headers", sent)}
${exchange(operation)}
</section>
`;
}

function exchange(operation: Operation): Markup {
  const { request, answer, group } = operation;
  return html`<h4>Request</h4>
${request ? html`<p>Body: ${schemaLink(request.schema)}</p>` : undefined}
<pre tabindex="0"><code>${curlOf(operation)}</code></pre>
<h4>Answer</h4>
<p><code>${answer.status}</code> ${answer.says}
${answer.schema ? schemaLink(answer.schema) : undefined}</p>
${answer.example === undefined ? undefined : example(answer.example)}
<p>Problems: ${group === "Accounts" ? schemaLink("AccountProblem") : problemLinks(operation)}</p>`;
}

const example = (value: unknown): Markup => html`<details><summary>Example</summary>
<pre tabindex="0"><code>${JSON.stringify(value, null, 2)}</code></pre></details>`;

const schemaLink = (name: string): Markup => html`<a href="#schema-${name}">${name}</a>`;

const problemLinks = (operation: Operation): readonly Markup[] =>
  problemsOf(operation).map(
    (code) => html`<a href="#problem-${code}">${problemKinds[code].status} ${code}</a> `,
  );

const problemRow = (code: ProblemCode): Markup => {
  const { status, title } = problemKinds[code];
  const { meaning, remedy } = problemTexts[code];
  return html`<tr id="problem-${code}"><td><a href="/problems/${code}">${code}</a><br>${status}</td>
<td><strong>${title}.</strong> ${prose(meaning)} ${prose(remedy)}</td></tr>
`;
};
