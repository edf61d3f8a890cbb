import { Problem, problemKinds } from "../shared/kit/problem.ts";
import { html, prose } from "./markup.ts";
import { problemExample } from "./openapi.ts";
import { page } from "./page-frame.ts";
import { isProblemCode, problemTexts } from "./problem-texts.ts";

/** The page that the `type` of a problem leads to. Throws `not_found` for an unknown code. */
export function problemPage(code: string): Response {
  if (!isProblemCode(code)) throw new Problem("not_found", { detail: "there is no such problem" });
  const { title, status } = problemKinds[code];
  const { meaning, remedy } = problemTexts[code];
  return page(
    `${title} - Nudge API`,
    html`<main class="narrow">
<h1>${title}</h1>
<p class="route"><span class="badge">HTTP ${status}</span> <code>${code}</code></p>
<h2>What it means</h2>
<p>${prose(meaning)}</p>
<h2>What to do</h2>
<p>${prose(remedy)}</p>
<h2>How it looks</h2>
<pre tabindex="0"><code>${JSON.stringify(problemExample(code), null, 2)}</code></pre>
<p><a href="/docs#problems">All problems</a></p>
</main>`,
  );
}
