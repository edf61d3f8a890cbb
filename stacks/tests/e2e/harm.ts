import { expect } from "vitest";
import { type Answer, allTasks, ask, type Person, problemIn, wholeTrail } from "./person.ts";

/**
 * How long anything may take here, an answer, a block or a refusal. It takes some ms, and what has no
 * bound takes minutes; a busy machine stalls for a second or two. What it took is printed.
 */
export const boundedMs = 5_000;

/** Events travel over a real broker in some ms; past this one is lost. */
const filedWithinMs = 15_000;

/** What a hostile request may answer. */
export interface Refusal {
  readonly status: number;
  /** Stands in `errors`, or begins the detail; left out where no field is wrong. */
  readonly field?: string | undefined;
}

/**
 * Watches over people while hostile things are sent: nobody's data changes, the application goes
 * on answering meanwhile, and the next honest request is served at once.
 */
export function harmWatch(url: string, people: () => readonly Person[]) {
  const worst = { nextMs: 0, blockedMs: 0, hostileMs: 0, trials: 0 };
  const states = () =>
    Promise.all(
      people().map(async (p) => JSON.stringify([await allTasks(p), await wholeTrail(p)])),
    );

  /** What was done before may still be on its way to the trail; it is not the hostile's doing. */
  const allFiled = async () => {
    const filed = await Promise.all(people().map(hasItsTasksInTheTrail));
    return !filed.includes(false);
  };

  async function harmless<T>(send: () => Promise<T>): Promise<T> {
    await expect.poll(allFiled, { timeout: filedWithinMs }).toBe(true);
    const before = await states();
    const probe = probing(url);
    const began = performance.now();
    const answer = await send().finally(probe.stop);
    worst.hostileMs = Math.max(worst.hostileMs, performance.now() - began);
    const blockedMs = await probe.longestMs();
    const [honest] = people();
    const next = await honest?.call("GET", "/api/tasks?limit=1");
    expect(next?.status ?? 200).toBe(200);
    worst.nextMs = Math.max(worst.nextMs, next?.ms ?? 0);
    worst.blockedMs = Math.max(worst.blockedMs, blockedMs);
    worst.trials += 1;
    expect(next?.ms ?? 0).toBeLessThan(boundedMs);
    expect(blockedMs).toBeLessThan(boundedMs);
    expect(await states()).toEqual(before);
    return answer;
  }

  return {
    harmless,
    /** Sends something hostile that must be refused at once with a problem, and gives the problem. */
    async refused(send: () => Promise<Answer>, { status, field }: Refusal) {
      const answer = await harmless(send);
      expect(answer.status, answer.text.slice(0, 300)).toBe(status);
      expect(answer.ms).toBeLessThan(boundedMs);
      const problem = problemIn(answer);
      const named = problem.errors?.map((e) => e.field) ?? [problem.detail.split(":")[0]];
      if (field !== undefined) expect(named).toContain(field);
      return problem;
    },
    /** One line for whoever reads the output. */
    figures: (name: string) =>
      `${name}: ${worst.trials} trials; at most: next honest request ${worst.nextMs.toFixed(0)} ms, ` +
      `/health meanwhile ${worst.blockedMs.toFixed(0)} ms, hostile request ${worst.hostileMs.toFixed(0)} ms`,
  };
}

async function hasItsTasksInTheTrail(person: Person): Promise<boolean> {
  const [tasks, { items }] = await Promise.all([allTasks(person), wholeTrail(person)]);
  return tasks.every(({ id, version }) =>
    items.some((item) => item.aggregate_id === id && item.aggregate_version === version),
  );
}

/** Asks for /health without a pause; the longest answer bounds how long the process was blocked. */
function probing(url: string) {
  let stopped = false;
  const asked = (async () => {
    let longest = 0;
    while (!stopped) longest = Math.max(longest, (await ask(url, "/health")).ms);
    return longest;
  })();
  return {
    stop() {
      stopped = true;
    },
    longestMs: () => asked,
  };
}
