import { Hono } from "hono";
import type { Feed, MadeFeed } from "../shared/contracts/api/feed.ts";
import { isoNow } from "../shared/kit/clock.ts";
import { personHeader } from "../shared/kit/door.ts";
import { idempotencyKeyIn, personIn } from "../shared/kit/peer-call.ts";
import { Problem } from "../shared/kit/problem.ts";
import { asFeed, feedEtag } from "./exchange/feed.ts";
import type { CommandPorts } from "./execute.ts";
import type { Feeds } from "./feeds.ts";

const hashForm = /^[0-9a-f]{64}$/;

/** The calendar to follow: what a person does with its address, and what the door asks. */
export function feedRoutes(feeds: Feeds, { logs, clock }: CommandPorts): Hono {
  return new Hono()
    .get("/feed", async (c) => {
      const made_at = (await feeds.madeAt(personIn(c))) ?? null;
      return c.json({ active: made_at !== null, created_at: made_at } satisfies Feed);
    })
    .post("/feed", async (c) => {
      // Repeated, it makes no second address: each answer's takes the place of the one before.
      idempotencyKeyIn(c);
      const { token, madeAt } = await feeds.make(personIn(c));
      const made = { path: `/feeds/${token}.ics`, created_at: madeAt } satisfies MadeFeed;
      // The secret is in it: nothing between us and the person may keep it.
      return c.json(made, 201, { "cache-control": "no-store" });
    })
    .delete("/feed", async (c) => {
      await feeds.remove(personIn(c));
      return c.body(null, 204);
    })
    .get("/feed/calendar", async (c) => {
      const { view } = await logs.read(personIn(c));
      const now = isoNow(clock);
      const etag = feedEtag(view.seq, now);
      const headers = { etag, "cache-control": "private, no-cache" };
      if (isKnown(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
      const madeOf = (template: string) => view.made.get(template)?.locals ?? [];
      const { tasks, templates } = view;
      const text = asFeed({ tasks: tasks.values(), templates: templates.values(), madeOf }, now);
      return c.body(text, 200, {
        ...headers,
        "content-type": "text/calendar; charset=utf-8",
        "x-content-type-options": "nosniff",
      });
    })
    .get("/feed-holders/:hash", async (c) => {
      // A door always says whom it speaks for; this is what it asks before it knows.
      if (c.req.header(personHeader) !== undefined) {
        throw new Problem("forbidden", { detail: "only doors may ask this" });
      }
      const hash = c.req.param("hash");
      const user_id = hashForm.test(hash) ? await feeds.holder(hash) : undefined;
      if (user_id !== undefined) return c.json({ user_id });
      throw new Problem("not_found", { detail: "no calendar has this address" });
    });
}

/** What is between may have marked our tag as weak (RFC 9110, 13.1.2). */
const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? "").split(",").some((one) => [etag, `W/${etag}`, "*"].includes(one.trim()));
