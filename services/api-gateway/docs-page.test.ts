import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { docsPage } from "./docs-page.ts";
import { html, prose } from "./markup.ts";
import { operations } from "./operations.ts";
import { page } from "./page-frame.ts";
import { problemPage } from "./problem-page.ts";
import { problemCodes, problemTexts } from "./problem-texts.ts";
import { componentSchemas } from "./schemas.ts";

const pages: readonly [string, () => Response][] = [
  ["the document", docsPage],
  ["a problem", () => problemPage("version_mismatch")],
];

describe.each(pages)("the page of %s", (_, make) => {
  test("runs nothing and loads nothing", async () => {
    const text = await make().text();

    expect(text).not.toMatch(/<(script|iframe|object|embed|link|img|base|form)\b/i);
    expect(text).not.toMatch(/<[^>]*\s(on\w+|src|srcset|style)\s*=/i);
    expect(text).not.toMatch(/javascript:|url\(|@import/i);
    for (const [, target] of text.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^[#/]\w/);
  });

  test("allows its one style by its hash and nothing else", async () => {
    const answer = make();
    const policy = answer.headers.get("content-security-policy");
    const styles = [...(await answer.text()).matchAll(/<style>(.*?)<\/style>/gs)];
    const hash = createHash("sha256")
      .update(styles[0]?.[1] ?? "")
      .digest("base64");

    expect(styles).toHaveLength(1);
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; ` +
        "frame-ancestors 'none'",
    );
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("is one document in English with one heading", async () => {
    const text = await make().text();

    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text.match(/<h1>/g)).toHaveLength(1);
  });
});

describe("the document for people", () => {
  test.each(operations)("shows $id: $method $path", async ({ id, method, path, summary }) => {
    const text = await docsPage().text();
    const start = text.indexOf(` id="${id}"`);
    const card = text.slice(start, text.indexOf("</section>", start));

    expect(start).toBeGreaterThan(0);
    expect(card).toContain(escaped(summary));
    expect(card.toUpperCase()).toContain(method.toUpperCase());
    expect(card).toContain(path);
    expect(card).toContain("$NUDGE/");
    expect(text).toContain(`<a href="#${id}">${escaped(summary)}</a>`);
  });

  test.each(problemCodes)("explains the problem %s", async (code) => {
    const text = await docsPage().text();

    expect(text).toContain(`id="problem-${code}"`);
    expect(text).toContain(`<a href="/problems/${code}">${code}</a>`);
  });

  test.each(Object.keys(componentSchemas()))("has a table of %s", async (name) => {
    expect(await docsPage().text()).toContain(`<h3 id="schema-${name}"><code>${name}</code></h3>`);
  });

  test("links only to anchors that exist, each of them once", async () => {
    const text = await docsPage().text();
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    const targets = [...text.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  test("shows what looks like HTML or JSON as text", async () => {
    const text = await docsPage().text();

    expect(text).toContain("GET /api/sync?cursor=&lt;seq&gt;");
    expect(text).toContain(
      "{&quot;type&quot;:&quot;auth&quot;,&quot;token&quot;:&quot;&lt;JWT&gt;",
    );
    expect(text).not.toMatch(/<(seq|JWT)>/);
    expect(text).not.toContain("undefined");
    expect(text).not.toContain("[object Object]");
  });
});

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("'", "&#39;");

describe("markup", () => {
  test("escapes what is put into it, in text and in attributes", () => {
    const hostile = `<script>alert("1" & '2')</script>`;
    const safe = "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;";

    expect(html`<a title="${hostile}">${hostile}</a>`.markup).toBe(
      `<a title="${safe}">${safe}</a>`,
    );
  });

  test("escapes once: markup within markup stays as it is", () => {
    expect(html`<p>${html`<b>${"&"}</b>`}${[html`<i>${1}</i>`]}${undefined}</p>`.markup).toBe(
      "<p><b>&amp;</b><i>1</i></p>",
    );
  });

  test("of a sentence marks code and escapes it", () => {
    expect(html`${prose("Send `<b>` & wait.")}`.markup).toBe(
      "Send <code>&lt;b&gt;</code> &amp; wait.",
    );
  });

  test("of a title cannot end the title", async () => {
    const text = await page("</title><script>", html`<p>x</p>`, 404).text();

    expect(text).toContain("<title>&lt;/title&gt;&lt;script&gt;</title>");
  });
});

describe("the page of a problem", () => {
  test.each(problemCodes)("%s says its code and its remedy", async (code) => {
    const text = await problemPage(code).text();

    expect(text).toContain(`<code>${code}</code>`);
    expect(text).toContain(html`${prose(problemTexts[code].remedy)}`.markup);
  });

  test("that does not exist is not found", () => {
    expect(() => problemPage("nothing")).toThrow("there is no such problem");
  });
});
