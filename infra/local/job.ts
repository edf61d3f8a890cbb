import { durationMs } from "./duration.ts";
import { isObject, type JsonObject, parseJson, textOf } from "./json.ts";
import { type Schedule, schedule } from "./schedule.ts";

/** A job as it was asked for, checked. */
export interface Job {
  /** What GET gives back. */
  readonly asked: JsonObject;
  /** The text that the app gets; undefined when there was none, and then it gets nothing. */
  readonly data: string | undefined;
  readonly first: number | undefined;
  readonly next: Schedule | undefined;
  /** How often it fires in all. */
  readonly repeats: number;
  readonly expires: number | undefined;
  readonly pauseMs: number;
  /** Attempts after the first one. */
  readonly retriesMax: number;
}

/** Dapr's default: three more attempts, a second apart. */
const defaultPauseMs = 1_000;
const defaultRetries = 3;

/** Reads a job's JSON; a text says what is wrong with it. */
export function jobOf(body: string, now: number): Job | string {
  const asked = parseJson(body);
  if (!isObject(asked)) return "the body is not a JSON object";
  const [dueTime, line, ttl] = ["dueTime", "schedule", "ttl"].map((name) => textOf(asked, name));
  if (!dueTime && !line) return '"dueTime" or "schedule" is needed';
  const next = line ? schedule(line) : undefined;
  if (line && !next) {
    return `schedule "${line}" is neither "@every 5s" nor a cron line of six fields`;
  }
  const due = dueTime ? momentOf(dueTime, now) : undefined;
  if (dueTime && due === undefined) {
    return `dueTime "${dueTime}" is neither RFC 3339 nor a duration like "10s"`;
  }
  const expires = ttl ? momentOf(ttl, now) : undefined;
  if (ttl && expires === undefined) return `ttl "${ttl}" is neither RFC 3339 nor a duration`;
  const repeats = asked.repeats === undefined ? undefined : Number(asked.repeats);
  if (repeats !== undefined && !(Number.isInteger(repeats) && repeats > 0)) {
    return `repeats "${asked.repeats}" is not a whole number above 0`;
  }
  const policy = policyOf(asked.failurePolicy);
  if (typeof policy === "string") return policy;
  return {
    asked,
    data: asked.data === undefined ? undefined : JSON.stringify(asked.data),
    first: due ?? next?.(now),
    next,
    repeats: repeats ?? (next ? Number.POSITIVE_INFINITY : 1),
    expires,
    ...policy,
  };
}

/** An instant, or a duration from now on. */
function momentOf(text: string, now: number): number | undefined {
  const ms = durationMs(text);
  if (ms !== undefined) return now + ms;
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const at = isInstant ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function policyOf(policy: unknown): Pick<Job, "pauseMs" | "retriesMax"> | string {
  if (!isObject(policy)) return { pauseMs: defaultPauseMs, retriesMax: defaultRetries };
  if (isObject(policy.drop)) return { pauseMs: 0, retriesMax: 0 };
  const { constant } = policy;
  if (!isObject(constant)) return 'failurePolicy is neither {"drop"} nor {"constant"}';
  const interval = textOf(constant, "interval") ?? "1s";
  // A protobuf duration: seconds only. "500ms" is refused (seen on daprd 1.18.2).
  if (!/^\d+(?:\.\d+)?s$/.test(interval)) {
    return `failurePolicy.constant.interval "${interval}" is not seconds like "0.5s"`;
  }
  const max = constant.maxRetries;
  return {
    pauseMs: durationMs(interval) ?? defaultPauseMs,
    // Without a maximum it goes on for ever.
    retriesMax: max === undefined || max === null ? Number.POSITIVE_INFINITY : Number(max),
  };
}
