import type { Book, Delivery, Hook } from "./book.ts";
import { isSeen, withSeen } from "./seen.ts";

const minuteMs = 60_000;
/** Pauses after the first attempt, and each later one: a night, and then some. */
const pausesMs = [1, 5, 30, 120, 360, 720].map((minutes) => minutes * minuteMs);
/** Waiting deliveries of a person: with their finished ones 400 KB, below Dapr's 4 MiB. */
export const waitingMax = 1_000;
/** Finished deliveries that are kept for each hook, for people to look at. */
export const keptMax = 50;
/** A server that was away for so many deliveries does not come back by itself. */
export const givenUpInRowMax = 20;
/** One claim sends so many to a hook, one after the other; each takes 10 s at most. */
const claimMax = 5;
/** Longer than a claim can take: whoever has not finished by then is gone. */
export const leaseMs = 60_000;
/** After a failure the next delivery waits a moment, less than a lease: the server gets air. */
const breathMs = 30_000;
const reasonCharactersMax = 200;

export interface Happened {
  readonly seq: number;
  readonly type: string;
}

/** Whether a hook is told of events of this type. */
export const wants = ({ active, events }: Hook, type: string): boolean =>
  active && events.some((name) => name === "*" || name === type);

/** The event filed for each hook that wants it. The same book when it was filed before. */
export function filed(before: Book, { seq, type }: Happened, nowMs: number): Book {
  if (isSeen(before.seen, seq)) return before;
  const added = before.hooks
    .filter((hook) => wants(hook, type))
    .map(
      (hook): Delivery => ({
        hook: hook.id,
        seq,
        event_type: type,
        status: "waiting",
        attempts: 0,
        next_ms: nowMs,
        http_status: null,
        reason: null,
        created_at: new Date(nowMs).toISOString(),
      }),
    );
  const seen = withSeen(before.seen, seq);
  return withinLimits({ ...before, seen, deliveries: [...before.deliveries, ...added] });
}

/** The event taken note of, and filed for nobody. */
export const passedOver = (before: Book, seq: number): Book =>
  isSeen(before.seen, seq) ? before : { ...before, seen: withSeen(before.seen, seq) };

/** What is to be sent to one hook now, in this order. */
export interface Claim {
  readonly hook: Hook;
  readonly deliveries: readonly Delivery[];
}

/** Takes what is due, and holds its hooks, so that each has one sender at a time. */
export function claimed(before: Book, nowMs: number): { book: Book; claims: readonly Claim[] } {
  const claims = before.hooks.flatMap((hook): Claim[] => {
    if (!hook.active || hook.held_until_ms > nowMs) return [];
    const deliveries = before.deliveries
      .filter(({ hook: of, next_ms }) => of === hook.id && next_ms !== null && next_ms <= nowMs)
      .slice(0, claimMax);
    return deliveries.length === 0 ? [] : [{ hook, deliveries }];
  });
  if (claims.length === 0) return { book: before, claims };
  const hooks = before.hooks.map((hook) =>
    claims.some((claim) => claim.hook === hook)
      ? { ...hook, held_until_ms: nowMs + leaseMs }
      : hook,
  );
  return { book: { ...before, hooks }, claims };
}

/** How an attempt ended. "refused" will not be better tomorrow. */
export type Outcome =
  | { readonly kind: "delivered"; readonly http_status: number }
  | { readonly kind: "failed"; readonly http_status: number | null; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

export interface Result {
  readonly seq: number;
  readonly outcome: Outcome;
}

/** The book after attempts at one hook, which is then free again. */
export function recorded(
  before: Book,
  id: string,
  results: readonly Result[],
  nowMs: number,
): Book {
  const hook = before.hooks.find((one) => one.id === id);
  if (!hook) return before;
  const bySeq = new Map(results.map(({ seq, outcome }) => [seq, outcome]));
  const deliveries = before.deliveries.map((one) => {
    const outcome = one.hook === id ? bySeq.get(one.seq) : undefined;
    return outcome && one.status === "waiting" ? attempted(one, outcome, nowMs) : one;
  });
  let inRow = hook.given_up_in_row;
  for (const { hook: of, seq, status } of deliveries) {
    if (of !== id || !bySeq.has(seq)) continue;
    if (status === "delivered") inRow = 0;
    if (status === "given_up") inRow += 1;
  }
  const wellAll = results.every(({ outcome }) => outcome.kind === "delivered");
  const held_until_ms = wellAll ? 0 : nowMs + breathMs;
  const after = { ...hook, given_up_in_row: inRow, held_until_ms };
  const book = { ...withHook(before, after), deliveries };
  return withinLimits(inRow < givenUpInRowMax ? book : switchedOff(book, after, results));
}

function attempted(before: Delivery, outcome: Outcome, nowMs: number): Delivery {
  const attempts = before.attempts + 1;
  switch (outcome.kind) {
    case "delivered": {
      const { http_status } = outcome;
      return { ...before, attempts, status: "delivered", next_ms: null, http_status, reason: null };
    }
    case "failed": {
      const { http_status } = outcome;
      const pauseMs = pausesMs[before.attempts];
      const next =
        pauseMs === undefined
          ? ({ status: "given_up", next_ms: null } as const)
          : { next_ms: nowMs + pauseMs };
      return { ...before, attempts, http_status, reason: short(outcome.reason), ...next };
    }
    case "refused":
      return {
        ...before,
        attempts,
        status: "given_up",
        next_ms: null,
        http_status: null,
        reason: short(outcome.reason),
      };
    default:
      return outcome satisfies never;
  }
}

/** When a failed attempt is repeated; undefined when it was the last. */
export const nextAttemptMs = ({ attempts }: Delivery, nowMs: number): number | undefined => {
  const pauseMs = pausesMs[attempts];
  return pauseMs === undefined ? undefined : nowMs + pauseMs;
};

function switchedOff(before: Book, hook: Hook, results: readonly Result[]): Book {
  const last = results.at(-1)?.outcome;
  const why = last && last.kind !== "delivered" ? `: ${last.reason}` : "";
  const off_reason = short(`${givenUpInRowMax} deliveries in a row were given up${why}`);
  return withoutWaiting(withHook(before, { ...hook, active: false, off_reason }), hook.id);
}

/** A hook that is switched off gets nothing, also not what was waiting. */
export const withoutWaiting = (before: Book, id: string): Book => ({
  ...before,
  deliveries: before.deliveries.map((one) =>
    one.hook === id && one.status === "waiting"
      ? { ...one, status: "dropped", next_ms: null, reason: "the webhook was switched off" }
      : one,
  ),
});

export const withHook = (before: Book, hook: Hook): Book => ({
  ...before,
  hooks: before.hooks.map((one) => (one.id === hook.id ? hook : one)),
});

/** Drops the oldest that wait when there are too many, and forgets finished ones past the kept. */
function withinLimits(before: Book): Book {
  let tooMany = before.deliveries.filter(({ status }) => status === "waiting").length - waitingMax;
  const dropped: string[] = [];
  const all = before.deliveries.map((one): Delivery => {
    if (one.status !== "waiting" || tooMany <= 0) return one;
    tooMany -= 1;
    dropped.push(one.hook);
    const reason = `more than ${waitingMax} were waiting`;
    return { ...one, status: "dropped", next_ms: null, reason };
  });
  const hooks = before.hooks.map((hook) => {
    const more = dropped.filter((id) => id === hook.id).length;
    return more === 0 ? hook : { ...hook, dropped: hook.dropped + more };
  });
  const finished = new Map<string, number>();
  const deliveries = all
    .toReversed()
    .filter(({ hook, status }) => {
      if (status === "waiting") return true;
      const count = (finished.get(hook) ?? 0) + 1;
      finished.set(hook, count);
      return count <= keptMax;
    })
    .toReversed();
  return { ...before, hooks, deliveries };
}

const short = (text: string) => text.slice(0, reasonCharactersMax);
