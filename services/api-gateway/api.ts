import { type Context, Hono } from "hono";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { importBytesMax } from "../shared/contracts/api/exchange.ts";
import type { Verifier } from "../shared/kit/bearer.ts";
import { personOf } from "../shared/kit/door.ts";
import { demand } from "../shared/kit/scope.ts";
import { docsPage } from "./docs-page.ts";
import { feedDoor } from "./feed.ts";
import { type ForwardOptions, forward } from "./forward.ts";
import { neededFor } from "./needed.ts";
import { openapi } from "./openapi.ts";
import { problemPage } from "./problem-page.ts";
import type { RateClass, RateLimiter } from "./rate.ts";
import type { apiGateway } from "./service.ts";

type Peer = (typeof apiGateway)["invokes"][number];

export interface GatewayPorts {
  readonly doors: Verifier;
  readonly rate: RateLimiter | "off";
  readonly newId: () => string;
  invoke(peer: Peer, call: Partial<HttpCall> & { path: string }): Promise<HttpAnswer>;
}

interface Options extends ForwardOptions {
  readonly rateClass?: RateClass;
}

/** The door: who calls, how often, what they may do, and to whom it goes. */
export function routes({ doors, rate, newId, invoke }: GatewayPorts): Hono {
  const pass =
    (peer: Peer, pathOf: (c: Context) => string, { rateClass = "rest", ...own }: Options = {}) =>
    async (c: Context) => {
      const person = await personOf(c, doors);
      if (rate !== "off") await rate.count(person.id, rateClass);
      demand(person, neededFor(c.req.method, c.req.path));
      return forward(c, (call) => invoke(peer, call), pathOf(c), person.id, own);
    };
  const same = (peer: Peer, own?: Options) =>
    pass(peer, (c) => c.req.path.slice("/api".length), own);
  const toLog: Options = { newName: newId };
  let document: string | undefined;
  return new Hono()
    .all("/api/tasks", same("task", toLog))
    .all("/api/tasks/*", same("task", toLog))
    .all("/api/recurring-tasks", same("task", toLog))
    .all("/api/recurring-tasks/*", same("task", toLog))
    .all("/api/reminders/*", same("task", toLog))
    .all("/api/undo", same("task", toLog))
    .all("/api/export", same("task"))
    .all(
      "/api/import",
      pass("task", () => "/import", { bodyBytesMax: importBytesMax }),
    )
    .all("/api/feed", same("task"))
    .get("/feeds/:file", feedDoor({ rate, askTask: (call) => invoke("task", call) }))
    .post("/api/chat", same("chat", { rateClass: "chat" }))
    .all("/api/chat", same("chat"))
    .all("/api/parse", same("chat"))
    .all("/api/settings", same("notification"))
    .all("/api/settings/*", same("notification"))
    .all("/api/notifications", same("notification"))
    .all("/api/notifications/*", same("notification"))
    .all("/api/tokens", same("auth"))
    .all("/api/tokens/*", same("auth"))
    .all("/api/webhooks", same("webhook"))
    .all("/api/webhooks/*", same("webhook"))
    .get(
      "/api/audit",
      pass("audit", () => "/trail"),
    )
    .get("/openapi.json", (c) => {
      // Made when first asked for: no start has to wait for it.
      document ??= JSON.stringify(openapi());
      return c.body(document, 200, { "content-type": "application/json" });
    })
    .get("/docs", () => docsPage())
    .get("/problems/:code", (c) => problemPage(c.req.param("code")));
}
