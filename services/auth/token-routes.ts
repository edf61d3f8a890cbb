import { Hono } from "hono";
import { newToken } from "../shared/contracts/api/tokens.ts";
import { jsonBody } from "../shared/kit/body.ts";
import { personHeader } from "../shared/kit/door.ts";
import { idempotencyKeyIn, personIn } from "../shared/kit/peer-call.ts";
import { Problem } from "../shared/kit/problem.ts";
import type { ApiTokens } from "./api-tokens.ts";

const hashForm = /^[0-9a-f]{64}$/;

/** What the REST door asks for a person about their tokens, and each door about a token. */
export function tokenRoutes(tokens: ApiTokens): Hono {
  const routes = new Hono();
  routes.get("/tokens", async (c) => c.json({ items: await tokens.list(personIn(c)) }));
  routes.post("/tokens", async (c) => {
    const made = await tokens.make(personIn(c), await jsonBody(c, newToken), idempotencyKeyIn(c));
    // The secret is in it: nothing between us and the person may keep it.
    c.header("cache-control", "no-store");
    return c.json(made, 201);
  });
  routes.delete("/tokens/:id", async (c) => {
    await tokens.remove(personIn(c), c.req.param("id"));
    return c.body(null, 204);
  });
  routes.get("/token-holders/:hash", async (c) => {
    // A door always says whom it speaks for; this is what it asks before it knows.
    if (c.req.header(personHeader) !== undefined) {
      throw new Problem("forbidden", { detail: "only doors may ask this" });
    }
    const hash = c.req.param("hash");
    const holder = hashForm.test(hash) ? await tokens.holder(hash) : undefined;
    if (holder) return c.json(holder);
    throw new Problem("not_found", { detail: "no token has this hash" });
  });
  return routes;
}
