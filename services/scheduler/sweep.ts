import type { Connection } from "../shared/kit/connect.ts";
import { messageOf, RetryableError } from "../shared/kit/errors.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { chunks, range } from "../shared/kit/slices.ts";
import type { Stored } from "../shared/kit/state.ts";
import { agenda } from "./agenda.ts";
import type { Agendas } from "./agendas.ts";
import { type Effect, looked, overdue, unchanged } from "./decide.ts";
import type { Bucket, DueIndex } from "./due-index.ts";
import { propose } from "./effects.ts";
import type { scheduler } from "./service.ts";
import { type SlotKind, slotMs, slotOf } from "./slots.ts";

/** A minute is looked at for so long: a late writer is seen, a lost proposal repeated. */
const overlapMinutes = 5;
/** How far one sweep looks back after an outage; what is older is found by its hourly look. */
const minutesBackMax = 14 * 24 * 60;
const hoursBackMax = 400 * 24;
/**
 * An hour that is over takes the minutes along that are so many hours older. A replica whose clock
 * is ahead by up to an hour would else forget minutes that are still to come.
 */
const minutesKeptHours = 2;
const minutesAnHour = slotMs.hour / slotMs.minute;
/** Slots read at once: 480 keys. */
const slotsAtOnce = 60;
/** Agendas read at once, each up to some 100 KB. */
const peopleAtOnce = 16;

/** The net under the jobs, and the horizon that moves on; any replica may run it. */
export function sweepOf(
  powers: Pick<Connection<typeof scheduler>, "publishAll">,
  { due, people }: { readonly due: DueIndex; readonly people: Agendas },
  { clock, log }: Ports,
): () => Promise<void> {
  const overdueOf = (user: string, stored: Stored | undefined): readonly Effect[] => {
    if (!stored) return [];
    const known = agenda.safeParse(stored.value);
    if (known.success) {
      return overdue(known.data, user, clock.now()).map((proposal) => ({
        kind: "reminder",
        proposal,
      }));
    }
    log.error("sweep.agenda-unreadable", { user, error: known.error.message });
    return [];
  };

  const repropose = async (buckets: readonly Bucket[]): Promise<void> => {
    for (const users of chunks(unique(buckets.flatMap((bucket) => bucket.people)), peopleAtOnce)) {
      const found = await people.stored(users);
      await propose(
        powers,
        users.flatMap((user, i) => overdueOf(user, found[i])),
      );
    }
  };

  const look = async (user: string, hour: number): Promise<void> => {
    try {
      // Idempotent: who has looked since then has planned another hour.
      await people.change(user, (before, nowMs) =>
        before.look_hour !== null && before.look_hour <= hour
          ? looked(before, user, nowMs)
          : unchanged(before),
      );
    } catch (thrown) {
      if (thrown instanceof RetryableError) throw thrown;
      log.error("sweep.look-failed", { user, error: messageOf(thrown) });
    }
  };

  /** The slots from the cursor to `to`, some at once; those before `done` need no other visit. */
  const walk = async (
    kind: SlotKind,
    { from, to, done }: { readonly from: number; readonly to: number; readonly done: number },
    visit: (buckets: readonly Bucket[], slots: readonly number[]) => Promise<void>,
  ): Promise<void> => {
    for (let first = from; first < to; first += slotsAtOnce) {
      const last = Math.min(first + slotsAtOnce, to);
      const slots = range(first, last);
      await visit(await due.noted(kind, slots), slots);
      if (last < done) await due.moveCursor(kind, last);
    }
  };

  const minutes = async (): Promise<void> => {
    const now = slotOf("minute", clock.now());
    const done = now - overlapMinutes;
    const cursor = await due.cursor("minute");
    if (cursor === undefined) return;
    const from = Math.max(Math.min(cursor, done), now - minutesBackMax);
    await walk("minute", { from, to: now + 1, done }, repropose);
    if (cursor !== done) await due.moveCursor("minute", done);
  };

  /** Hours whose minutes are over; those of a process that ends stay behind, a few kilobytes. */
  const untidy = new Set<number>();

  const hours = async (): Promise<void> => {
    const now = slotOf("hour", clock.now());
    const cursor = await due.cursor("hour");
    if (cursor === undefined) return;
    const from = Math.max(cursor, now - hoursBackMax);
    await walk("hour", { from, to: now, done: now }, async (buckets, slots) => {
      for (const { slot, people: users } of buckets) {
        for (const some of chunks(users, peopleAtOnce)) {
          await Promise.all(some.map((user) => look(user, slot)));
        }
      }
      await due.forget("hour", buckets);
      for (const hour of slots) untidy.add(hour - minutesKeptHours);
    });
    if (cursor !== now) await due.moveCursor("hour", now);
  };

  const tidy = async (): Promise<void> => {
    for (const hour of untidy) {
      const first = hour * minutesAnHour;
      await due.forget("minute", await due.noted("minute", range(first, first + minutesAnHour)));
      untidy.delete(hour);
    }
  };

  /** Each part goes on where it was, whatever became of the one before: looks wait for no broom. */
  const allParts = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const part of [minutes, hours, tidy]) {
      await part().catch((thrown: unknown) => failures.push(thrown));
    }
    if (failures.length > 0) throw failures[0];
  };

  let running: Promise<void> | undefined;
  return async () => {
    // A sweep after an outage may take longer than the pause between two.
    running ??= allParts().finally(() => {
      running = undefined;
    });
    await running;
  };
}

const unique = (users: readonly string[]): string[] => [...new Set(users)];
