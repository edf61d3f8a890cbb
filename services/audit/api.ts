import { Hono } from "hono";
import { z } from "zod";
import { deadLetters } from "../shared/contracts/dead-letters.ts";
import { aggregateId } from "../shared/contracts/domain-event.ts";
import { jsonBody, matching } from "../shared/kit/body.ts";
import { personHeader } from "../shared/kit/door.ts";
import { personIn, queryOf } from "../shared/kit/peer-call.ts";
import { Problem } from "../shared/kit/problem.ts";
import { letterStatus } from "./dead-letter.ts";
import type { DeadLetterBox } from "./dead-letter-box.ts";
import { audit } from "./service.ts";
import type { Trail } from "./trail.ts";

/** A page of a trail: at most so many entries, each up to 17 KB, stay below Dapr's 4 MiB. */
const limitMax = 200;
const limitUsual = "50";
/** Tasks in one part of a replay: 2 MB of usual tasks, below Dapr's 4 MiB. */
const tasksMax = 2_000;

const eventTypes = audit.subscribes.flatMap(({ topic }) =>
  topic === deadLetters ? [] : [topic.name],
);

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `use a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `use a whole number from ${min} to ${max}`);

const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'use ISO 8601, like "2026-01-05" or "2026-01-05T08:00:00Z"',
  })
  .transform((text) => Date.parse(text));

const trailQuery = z
  .strictObject({
    limit: wholeNumber(1, limitMax).prefault(limitUsual),
    cursor: z
      .string()
      .regex(/^[1-9]\d{0,14}$/, "use the next_cursor of the part before")
      .transform(Number)
      .optional(),
    aggregate_id: aggregateId.optional(),
    event_type: z.enum(eventTypes).optional(),
    from: moment.optional(),
    to: moment.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ["to"],
    message: "must be later than from",
  });

const replayQuery = z.strictObject({ cursor: aggregateId.optional() });
const lettersQuery = z.strictObject({ status: letterStatus.optional() });
const replayedBody = z.strictObject({ revision: z.int().min(1) });

/** What peers may ask: a person's trail through the REST door, dead letters for operators. */
export function auditRoutes(trail: Trail, letters: DeadLetterBox): Hono {
  const routes = new Hono();
  routes.get("/trail", async (c) => {
    const user = personIn(c);
    const query = matching(trailQuery, queryOf(c));
    const wanted = {
      aggregateId: query.aggregate_id,
      eventType: query.event_type,
      fromMs: query.from,
      toMs: query.to,
    };
    const before = query.cursor ?? Number.MAX_SAFE_INTEGER;
    const part = await trail.newest(user, wanted, { limit: query.limit, before });
    return c.json({ ...part, ...(await trail.completeness(user)) });
  });
  routes.get("/replay", async (c) => {
    const user = personIn(c);
    const { cursor = "" } = matching(replayQuery, queryOf(c));
    const { complete, last_seq } = await trail.completeness(user);
    const tasks = [...(await trail.fold(user)).values()]
      .flatMap(({ task }) => (task && task.id > cursor ? [task] : []))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const part = tasks.slice(0, tasksMax);
    const next_cursor = tasks.length > tasksMax ? (part.at(-1)?.id ?? null) : null;
    return c.json({ seq: last_seq, complete, tasks: part, next_cursor });
  });
  letterRoutes(routes, letters);
  return routes;
}

function letterRoutes(routes: Hono, letters: DeadLetterBox): void {
  routes.use("/dead-letters/*", (c, next) => {
    // A door always says whom it speaks for; these letters hold the events of all people.
    if (c.req.header(personHeader) !== undefined) {
      throw new Problem("forbidden", { detail: "dead letters are for operators" });
    }
    return next();
  });
  routes.get("/dead-letters", async (c) => {
    const { status } = matching(lettersQuery, queryOf(c));
    const index = await letters.index();
    const items = index.letters.filter((letter) => letter.status === (status ?? letter.status));
    return c.json({ items, unlisted: index.unlisted });
  });
  routes.get("/dead-letters/:id", async (c) => c.json(await letters.show(c.req.param("id"))));
  routes.post("/dead-letters/:id/replayed", async (c) => {
    const { revision } = await jsonBody(c, replayedBody);
    return c.json(await letters.markReplayed(c.req.param("id"), revision));
  });
  routes.delete("/dead-letters/:id", async (c) => c.json(await letters.drop(c.req.param("id"))));
}
