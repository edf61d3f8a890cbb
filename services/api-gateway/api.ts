import { type Context, Hono } from "hono";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import type { Verifier } from "../shared/kit/bearer.ts";
import { personOf } from "../shared/kit/door.ts";
import { docsPage } from "./docs-page.ts";
import { forward } from "./forward.ts";
import { openapi } from "./openapi.ts";
import { problemPage } from "./problem-page.ts";
import type { RateClass, RateLimiter } from "./rate.ts";

type Peer = "task" | "audit";

export interface GatewayPorts {
  readonly doors: Verifier;
  readonly rate: RateLimiter | "off";
  invoke(peer: Peer, call: Partial<HttpCall> & { path: string }): Promise<HttpAnswer>;
}

/** The door: who calls, how often, and to whom it goes. */
export function routes({ doors, rate, invoke }: GatewayPorts): Hono {
  const pass =
    (peer: Peer, pathOf: (c: Context) => string, rateClass: RateClass = "rest") =>
    async (c: Context) => {
      const person = await personOf(c, doors);
      if (rate !== "off") await rate.count(person.id, rateClass);
      return forward(c, (call) => invoke(peer, call), pathOf(c), person.id);
    };
  const same = pass("task", (c) => c.req.path.slice("/api".length));
  let document: string | undefined;
  return new Hono()
    .all("/api/tasks", same)
    .all("/api/tasks/*", same)
    .all("/api/recurring-tasks", same)
    .all("/api/recurring-tasks/*", same)
    .all("/api/reminders/*", same)
    .all("/api/undo", same)
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
