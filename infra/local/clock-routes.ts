import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { isObject, messageOf, parseJson, textOf } from "./json.ts";
import type { MovableClock } from "./movable-clock.ts";

/** What the routes of the clock stand on. */
export interface ClockRoutePorts {
  readonly clock: MovableClock;
  /** Resolves when nothing is under way any more. */
  readonly settle: () => Promise<void>;
  /** Keeps how far time will be ahead; called before it moves, so that it never runs back. */
  readonly keep: (offsetMs: number) => void;
}

/** `GET /dev/clock` tells the time, `POST /dev/clock {"by":"P28D"}` or `{"to":instant}` moves it. */
export function clockRoutes({ clock, settle, keep }: ClockRoutePorts): Hono {
  const shown = () => ({
    now: new Date(clock.exact.now()).toISOString(),
    ahead_seconds: Math.round(clock.offsetMs() / 1_000),
  });
  const move = async (c: Context) => {
    const byMs = distanceMs(parseJson(await c.req.text()), clock.exact.now());
    if (typeof byMs === "string") return c.json({ detail: byMs }, 422);
    try {
      await clock.move(byMs, settle, keep);
    } catch (thrown) {
      if (thrown instanceof RangeError) return c.json({ detail: messageOf(thrown) }, 409);
      throw thrown;
    }
    return c.json(shown());
  };
  return new Hono()
    .get("/dev/clock", (c) => c.json(shown()))
    .post("/dev/clock", bodyLimit({ maxSize: bodyBytesMax }), move);
}

/** One number of days, or one instant. */
const bodyBytesMax = 1_024;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const duration = /^P(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?$/;

/** How far to move, or what is wrong with the request. */
function distanceMs(body: unknown, nowMs: number): number | string {
  if (!isObject(body)) return 'send JSON such as {"by":"P7D"} or {"to":"2026-02-01T08:00:00Z"}';
  const by = textOf(body, "by");
  const to = textOf(body, "to");
  if ((by === undefined) === (to === undefined)) return 'send exactly one of "by" and "to"';
  if (to !== undefined) {
    const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(to);
    const target = isInstant ? Date.parse(to) : Number.NaN;
    if (Number.isNaN(target)) return 'to: an instant such as "2026-02-01T08:00:00Z"';
    return target >= nowMs ? target - nowMs : "to: time moves forward only";
  }
  const parts = duration.exec(by ?? "");
  const [days, hours, minutes] = [parts?.[1], parts?.[2], parts?.[3]].map((n) => Number(n ?? 0));
  const ms = (days ?? 0) * dayMs + (hours ?? 0) * hourMs + (minutes ?? 0) * minuteMs;
  return parts && ms > 0 ? ms : 'by: a duration such as "P7D", "PT1H" or "PT15M"';
}
