import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem, problemResponse } from "../shared/kit/problem.ts";
import { pageRoutes } from "./api.ts";
import { type Page, readPage } from "./files.ts";
import { buildPage } from "./testing/browser.ts";

/** What a phone on a slow network loads within a second. */
const scriptBytesMax = 60_000;

/** The routes under a host that answers problems as the kit does. */
const hosted = (of: Page) =>
  pageRoutes(of).onError((thrown) => {
    if (thrown instanceof Problem) return problemResponse(thrown, "trace");
    throw thrown;
  });

let folder = "";
let page: Page;
let ask: ReturnType<typeof pageRoutes>["request"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
  await buildPage(join(folder, "dist"));
  writeFileSync(join(folder, "secret.txt"), "not a part of the page");
  page = readPage(join(folder, "dist"));
  ask = hosted(page).request;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const paths = () => (page === "missing" ? [] : [...page.keys()]);
const asBrowser = { headers: { accept: "text/html,application/xhtml+xml" } };

describe("the page", () => {
  test("is asked for anew each time, and refuses everything that is not its own", async () => {
    const answer = await ask("/", asBrowser);

    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<title>Nudge</title>");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("has nothing inline that its policy would refuse", async () => {
    const text = await (await ask("/", asBrowser)).text();

    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=|data:/);
  });

  test("hands out hashed files for good, under their types", async () => {
    const assets = paths().filter((path) => path.startsWith("/assets/"));
    expect(new Set(assets.map((path) => path.split(".").at(-1)))).toEqual(
      new Set(["css", "js", "svg"]),
    );
    for (const path of assets) {
      const { headers } = await ask(path);
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(headers.get("content-type")).toMatch(/javascript|css|svg/);
    }
  });

  test(`has at most ${scriptBytesMax} bytes of script`, () => {
    const scripts = page === "missing" ? [] : [...page].filter(([path]) => path.endsWith(".js"));
    const bytes = scripts.reduce((sum, [, { body }]) => sum + gzipSync(body).length, 0);
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(scriptBytesMax);
  });
});

describe("other paths", () => {
  test("are the page itself for a browser that opens them", async () => {
    const answer = await ask("/today", asBrowser);

    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<title>Nudge</title>");
  });

  test.each([
    ["/today", "*/*"],
    ["/assets/gone-abc.js", "*/*"],
    ["/assets/gone-abc.js", "text/html"],
  ])("%s for %s are not found", async (path, accept) => {
    expect((await ask(path, { headers: { accept } })).status).toBe(404);
  });

  test.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "//secret.txt",
    "/..\\secret.txt",
    "/constructor",
    "/__proto__",
  ])("%s leads to nothing outside of the page", async (path) => {
    const answer = await ask(path);

    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("not a part");
  });
});

describe("a page that nobody built", () => {
  test("says what to run", async () => {
    mkdirSync(join(folder, "empty"));
    const answer = await hosted(readPage(join(folder, "empty"))).request("/", asBrowser);

    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("npm run build-page");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("is missing also when its folder does not exist", () => {
    expect(readPage(join(folder, "nowhere"))).toBe("missing");
  });
});
