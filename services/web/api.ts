import { type Context, Hono } from "hono";
import { Problem } from "../shared/kit/problem.ts";
import { indexPath, type Page, type PageFile } from "./files.ts";

/** Nothing but the page's own files runs, and nobody may frame it. */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const safety = {
  "content-security-policy": contentPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
} as const;

/** The build writes a hash of the content into each of these names. */
const hashedPrefix = "/assets/";
const forGood = "public, max-age=31536000, immutable";
/** A browser asks each time, so that a new build is seen at the next load. */
const askAgain = "no-cache";

/** Hands out the page from memory; a person's address within the page is the page itself. */
export function pageRoutes(page: Page): Hono {
  return new Hono()
    .use("*", async (c, next) => {
      await next();
      for (const [name, value] of Object.entries(safety)) c.res.headers.set(name, value);
    })
    .get("*", (c) => {
      if (page === "missing") {
        throw new Problem("unavailable", {
          detail: "the page has not been built; run `npm run build-page` and start again",
        });
      }
      const { path } = c.req;
      const file = page.get(path) ?? (isNavigation(c, path) ? page.get(indexPath) : undefined);
      if (!file) throw new Problem("not_found", { detail: "the page has no such file" });
      return answer(c, file, path.startsWith(hashedPrefix) ? forGood : askAgain);
    });
}

const answer = (c: Context, { body, type }: PageFile, caching: string): Response =>
  c.body(body, 200, { "content-type": type, "cache-control": caching });

/** A browser that opens an address asks for HTML; a script or an image that is gone does not. */
const isNavigation = (c: Context, path: string): boolean =>
  path === "/" ||
  (!path.startsWith(hashedPrefix) && (c.req.header("accept") ?? "").includes("text/html"));
