import { expect, test } from "vitest";
import { z } from "zod";
import * as doorApi from "../../services/api-gateway/api.ts";
import { operations } from "../../services/api-gateway/operations.ts";
import { aGateway } from "../../services/api-gateway/testing/a-gateway.ts";
import * as auditApi from "../../services/audit/api.ts";
import * as authRequests from "../../services/auth/requests.ts";
import * as taskApi from "../../services/task/api.ts";

// The door's document promises what other services keep, so this test looks at their routes.

const anApp = z.object({
  routes: z.array(z.object({ method: z.string(), path: z.string() })),
});
type MakeApp = (ports: object, more: object) => unknown;
const makesApp = z.custom<MakeApp>((value) => typeof value === "function");

const inBraces = (path: string) => path.replaceAll(/:(\w+)/g, "{$1}");
const sorted = (lines: Iterable<string>) => [...new Set(lines)].sort((a, b) => (a < b ? -1 : 1));
const documented = (isIn: (path: string) => boolean) =>
  sorted(
    operations
      .filter(({ path }) => isIn(path))
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`),
  );

/** Those routes of a peer that its stand-in gets to hear of when people ask below /api. */
async function reachable(routes: z.output<typeof anApp>["routes"], peer: string) {
  const { ask, calls } = await aGateway({ RATE_LIMIT: "off" });
  const found: string[] = [];
  for (const { method, path } of routes) {
    const before = calls.length;
    await ask(`/api${path.replaceAll(/:\w+/g, "t1")}`, { method });
    if (calls.length > before && calls.at(-1)?.peer === peer) {
      found.push(`${method} /api${inBraces(path)}`);
    }
  }
  return sorted(found);
}

test("the document has exactly the task routes that people can reach", async () => {
  const { routes } = z.object({ routes: makesApp }).parse(taskApi);
  const app = anApp.parse(routes({}, {}));

  const found = await reachable(app.routes, "task");

  expect(found).toEqual(
    documented((path) => /^\/api\/(tasks|recurring-tasks|reminders|undo)/.test(path)),
  );
  expect(app.routes.map(({ path }) => path)).toContain("/changes");
});

test("the trail that the door asks for is a route of audit", async () => {
  const { auditRoutes } = z.object({ auditRoutes: makesApp }).parse(auditApi);

  expect(anApp.parse(auditRoutes({}, {})).routes).toContainEqual({ method: "GET", path: "/trail" });
});

test("the document has exactly the routes that the door answers itself", async () => {
  const { routes } = z.object({ routes: makesApp }).parse(doorApi);
  const own = anApp
    .parse(routes({ doors: {}, rate: "off", invoke: {} }, {}))
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${inBraces(path)}`);

  expect(sorted(own)).toEqual(
    documented((path) => !/^\/api\/(tasks|recurring-tasks|reminders|undo|auth)/.test(path)),
  );
});

test("each account route of the document is one of auth, and takes the example", async () => {
  const { accountRequests } = z
    .object({ accountRequests: z.record(z.string(), z.instanceof(z.ZodType).optional()) })
    .parse(authRequests);
  const accounts = operations.filter(({ path }) => path.startsWith("/api/auth/"));

  expect(accounts.length).toBeGreaterThan(5);
  for (const { method, path, request } of accounts) {
    const route = `${method.toUpperCase()} ${path.slice("/api/auth".length)}`;
    expect(Object.keys(accountRequests)).toContain(route);
    const taken = accountRequests[route]?.safeParse(request?.example);
    expect(taken?.error).toBeUndefined();
    expect(taken === undefined).toBe(request === undefined);
  }
});
