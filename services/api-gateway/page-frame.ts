import { createHash } from "node:crypto";
import { html, type Markup } from "./markup.ts";
import { pageStyle } from "./page-style.ts";

/** A whole page: nothing is loaded, nothing runs, and the one style is named by its hash. */
export function page(title: string, content: Markup, status = 200): Response {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
${content}
</body>
</html>
`;
  return new Response(markup, { status, headers });
}

const styleHash = createHash("sha256").update(pageStyle).digest("base64");

const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};
