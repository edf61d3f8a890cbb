import { setTimeout } from "node:timers/promises";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import type { Person } from "../e2e/person.ts";
import { Rng } from "../simulation/rng.ts";
import type { CommandKind, History, Outcome } from "./history.ts";

/** People who work without a pause; everything they do is in the history. */
export interface Workload {
  /** Ends it; what is under way is finished first. */
  stop(): Promise<void>;
}

export interface WorkloadOptions {
  readonly seed: number;
  /** Of all people together. Who was kept waiting makes up for it. */
  readonly commandsPerMinute: number;
}

const againAfterMs = 200;
/** Now and then nobody asks again, and what became of the command stays unknown. */
const givesUp = 0.05;
/** The longest fault, what comes after it, and a machine that does other things. */
const patienceMs = 180_000;
/** So far behind nobody catches up: the rest is left out. */
const behindMaxMs = 30_000;
const reminderInMs = { least: 6_000, span: 10_000 };
/** Every so many people have something that repeats. */
const oneInRepeats = 4;

/** What a person wants next, and how it is asked for. */
interface Wish {
  readonly kind: CommandKind;
  readonly about?: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Each person does one thing after the other; what fails is sent again under the same key. */
export function startWorkload(
  people: readonly Person[],
  history: History,
  { seed, commandsPerMinute }: WorkloadOptions,
): Workload {
  const everyMs = (people.length * 60_000) / commandsPerMinute;
  let isOver = false;
  const working = people.map(async (person, who) => {
    const rng = new Rng(seed + who);
    const tasks = new Map<string, Task>();
    if (who % oneInRepeats === 0) await carryOut(person, history, `p${who}-rule`, repeats, rng);
    let nextMs = performance.now() + rng.below(everyMs);
    for (let n = 0; !isOver; n += 1) {
      const aheadMs = nextMs - performance.now();
      if (aheadMs > 0) await setTimeout(aheadMs);
      nextMs = Math.max(nextMs + everyMs, performance.now() - behindMaxMs);
      const key = `p${who}-${n}`;
      const wish = nextWish(rng, tasks, key);
      const outcome = await carryOut(person, history, key, wish, rng);
      keepBooks(tasks, wish, outcome);
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(working);
    },
  };
}

/** So many tasks at once, by all people together, as fast as they are taken. */
export async function burst(
  people: readonly Person[],
  history: History,
  { seed, tasks }: { readonly seed: number; readonly tasks: number },
): Promise<void> {
  const each = Math.ceil(tasks / people.length);
  await Promise.all(
    people.map(async (person, who) => {
      const rng = new Rng(seed + who);
      for (let n = 0; n < each; n += 1) {
        const key = `p${who}-burst-${n}`;
        await carryOut(person, history, key, creation(key, []), rng);
      }
    }),
  );
}

const repeats: Wish = {
  kind: "repeat",
  method: "POST",
  path: "/api/recurring-tasks",
  body: { title: "Exercise", recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone: "UTC" } },
};

/** One request after the other under one key, until there is an answer or nobody waits any more. */
async function carryOut(
  person: Person,
  history: History,
  key: string,
  { kind, about, method, path, body }: Wish,
  rng: Rng,
): Promise<Outcome> {
  const command = history.begin({ person: person.id, key, kind, about });
  const until = performance.now() + patienceMs;
  for (;;) {
    const outcome = await command.attempt((traceparent) =>
      person.call(method, path, body, { "idempotency-key": key, traceparent }),
    );
    const isOpen = outcome.kind === "unknown";
    if (!isOpen || rng.chance(givesUp) || performance.now() > until) return outcome;
    await setTimeout(againAfterMs);
  }
}

function nextWish(rng: Rng, tasks: ReadonlyMap<string, Task>, key: string): Wish {
  const some = rng.pick([...tasks.values()]);
  const chance = rng.unit();
  if (!some || chance < 0.45) return creation(key, []);
  if (chance < 0.53) {
    const inMs = reminderInMs.least + rng.below(reminderInMs.span);
    return creation(key, [{ at: new Date(Date.now() + inMs).toISOString() }]);
  }
  const { id: about } = some;
  const path = `/api/tasks/${about}`;
  if (chance < 0.73) return { kind: "edit", about, method: "PATCH", path, body: { title: key } };
  if (chance < 0.8) return { kind: "look", about, method: "GET", path };
  if (chance < 0.92) return { kind: "complete", about, method: "POST", path: `${path}/complete` };
  return { kind: "delete", about, method: "DELETE", path };
}

const creation = (title: string, reminders: readonly { readonly at: string }[]): Wish => ({
  kind: "create",
  method: "POST",
  path: "/api/tasks",
  body: { title, reminders },
});

/** Done tasks are left alone, and so is one of which nobody knows how it is. */
function keepBooks(tasks: Map<string, Task>, { kind, about = "" }: Wish, outcome: Outcome): void {
  const shown = outcome.kind === "acknowledged" ? outcome.shown : undefined;
  if (kind === "look" && outcome.kind === "acknowledged") return;
  if (shown === undefined || shown.status === "completed") tasks.delete(about);
  else tasks.set(shown.id, shown);
}
