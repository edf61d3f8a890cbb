import { expect, test } from "vitest";
import { z } from "zod";
import * as doorApi from "../../services/api-gateway/api.ts";
import { operations } from "../../services/api-gateway/operations.ts";
import { aGateway } from "../../services/api-gateway/testing/a-gateway.ts";
import * as auditApi from "../../services/audit/api.ts";
import * as authRequests from "../../services/auth/requests.ts";
import * as tokenApi from "../../services/auth/token-routes.ts";
import * as chatApi from "../../services/chat/api.ts";
import * as notificationApi from "../../services/notification/api.ts";
import * as taskApi from "../../services/task/api.ts";
import * as webhookApi from "../../services/webhook/api.ts";

// The door's document promises what other services keep, so this test looks at their routes.

const anApp = z.object({
  routes: z.array(z.object({ method: z.string(), path: z.string() })),
});
type MakeApp = (ports: object, more: object) => unknown;
const makesApp = z.custom<MakeApp>((value) => typeof value === "function");

/** What the door only passes on, as it came. */
const forwarded = new RegExp(
  `^/api/(${[
    ...["tasks", "recurring-tasks", "reminders", "undo", "export", "import", "chat", "parse"],
    ...["settings", "notifications", "tokens", "webhooks", "feed"],
  ].join("|")})`,
);

/** A router names a whole part of a path; the document names the secret in it. */
const inBraces = (path: string) =>
  path.replace(":file", "{token}.ics").replaceAll(/:(\w+)/g, "{$1}");
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

test.each<[peer: string, api: object, maker: string, own: RegExp]>([
  ["task", taskApi, "routes", /^\/api\/(tasks|recurring-tasks|reminders|undo|export|import|feed)/],
  ["chat", chatApi, "chatRoutes", /^\/api\/(chat|parse)/],
  ["notification", notificationApi, "routes", /^\/api\/(settings|notifications)/],
  ["auth", tokenApi, "tokenRoutes", /^\/api\/tokens/],
  ["webhook", webhookApi, "webhookRoutes", /^\/api\/webhooks/],
])("the document has exactly the routes of %s that people can reach", async (...given) => {
  const [peer, api, maker, own] = given;
  const makers = z.record(z.string(), z.unknown()).parse({ ...api });
  const app = anApp.parse(makesApp.parse(makers[maker])({}, { settings: { variables: {} } }));

  const found = await reachable(app.routes, peer);

  expect(found.length).toBeGreaterThan(0);
  expect(found).toEqual(documented((path) => own.test(path)));
});

test("what the owner tells other services is a route, and people cannot reach it", async () => {
  const app = anApp.parse(makesApp.parse(taskApi.routes)({}, {}));

  expect(app.routes.map(({ path }) => path)).toContain("/changes");
  expect(documented((path) => path.endsWith("/changes"))).toEqual([]);
});

test("the trail that the door asks for is a route of audit", async () => {
  const { auditRoutes } = z.object({ auditRoutes: makesApp }).parse(auditApi);

  expect(anApp.parse(auditRoutes({}, {})).routes).toContainEqual({ method: "GET", path: "/trail" });
});

test("the document has exactly the routes that the door answers itself", async () => {
  const { routes } = z.object({ routes: makesApp }).parse(doorApi);
  const own = anApp
    .parse(routes({ doors: {}, rate: "off", invoke: {} }, {}))
    .routes.filter(({ method, path }) => method !== "ALL" && !forwarded.test(path))
    .map(({ method, path }) => `${method} ${inBraces(path)}`);

  expect(sorted(own)).toEqual(
    documented((path) => !forwarded.test(path) && !path.startsWith("/api/auth/")),
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
