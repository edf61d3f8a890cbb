import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import { allTasks, asGuest, type Person, wholeTrail } from "../e2e/person.ts";

/** People who add tasks at a steady pace, and what they were promised. */
export interface Crowd {
  /** Tasks that were acknowledged so far. */
  count(): number;
  /** Requests that were not, each with its moment and what came back. */
  failures(): readonly string[];
  /** Waits until so many more are acknowledged. */
  more(count: number, withinMs: number): Promise<void>;
  /** The longest time since a moment in which nobody was told yes. */
  longestWaitMs(since: number): number;
  /** Ends it; what is under way is finished first. */
  stop(): Promise<void>;
  /** Stops, and asserts that all that was acknowledged is there, once, and in the trail. */
  check(): Promise<void>;
}

/** A person on a busy machine; all of them together ask some twenty times a second. */
const pauseMs = 150;
const againAfterMs = 300;
const lookEveryMs = 50;
/** A killed broker and its groups take their time. */
const filedWithinMs = 90_000;

/** Each of some new guests adds one task after the other; what fails is sent again, under its key. */
export async function startCrowd(url: string, size: number): Promise<Crowd> {
  const people = await Promise.all(Array.from({ length: size }, () => asGuest(url)));
  const acknowledged = new Map(people.map((person) => [person, [] as string[]]));
  const failures: string[] = [];
  const yesAt: number[] = [];
  let isOver = false;
  const add = async (person: Person, title: string): Promise<void> => {
    for (;;) {
      const said = await answerTo(person, title);
      if (said === undefined) return;
      failures.push(`${new Date().toISOString()} ${title}: ${said}`);
      await setTimeout(againAfterMs);
    }
  };
  const working = [...acknowledged].map(async ([person, titles], who) => {
    for (let n = 0; !isOver; n += 1) {
      const title = `task-${who}-${n}`;
      await add(person, title);
      titles.push(title);
      yesAt.push(performance.now());
      await setTimeout(pauseMs);
    }
  });
  const stop = async () => {
    isOver = true;
    await Promise.all(working);
  };
  const count = () => yesAt.length;
  return {
    count,
    failures: () => failures,
    async more(wanted, withinMs) {
      const target = count() + wanted;
      const until = performance.now() + withinMs;
      while (count() < target) {
        if (performance.now() > until) {
          throw new Error(`${target - count()} of ${wanted} are missing; ${failures.slice(-3)}`);
        }
        await setTimeout(lookEveryMs);
      }
    },
    longestWaitMs(since) {
      const moments = [since, ...yesAt.filter((at) => at >= since), performance.now()];
      return Math.max(...moments.slice(1).map((at, before) => at - (moments[before] ?? at)));
    },
    stop,
    async check() {
      await stop();
      for (const [person, titles] of acknowledged) await checkPerson(person, titles);
    },
  };
}

/** Undefined when the task was acknowledged, else what came instead. */
async function answerTo(person: Person, title: string): Promise<string | undefined> {
  try {
    const key = { "idempotency-key": title };
    const { status, text } = await person.call("POST", "/api/tasks", { title }, key);
    return status === 201 ? undefined : `${status} ${text.slice(0, 200)}`;
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.message}: ${String(thrown.cause)}` : String(thrown);
  }
}

async function checkPerson(person: Person, titles: readonly string[]): Promise<void> {
  const kept = (await allTasks(person)).map(({ title }) => title);
  expect(kept.toSorted(byName)).toEqual(titles.toSorted(byName));
  const filed = async () => {
    const { items } = await wholeTrail(person);
    const created = items.filter(({ event_type }) => event_type === "task.created");
    expect(new Set(created.map(({ event_id }) => event_id)).size).toBe(created.length);
    return created.length;
  };
  await expect.poll(filed, { timeout: filedWithinMs, interval: 500 }).toBe(titles.length);
}

const byName = (a: string, b: string) => (a < b ? -1 : 1);
