import { bulkResult, undoResult } from "../../../services/shared/contracts/api/tasks.ts";
import { type Task, task } from "../../../services/shared/contracts/entities/task.ts";
import type { Rng } from "../simulation/rng.ts";
import { type Answer, ask, type Person } from "./person.ts";

/** A restart takes a second; a machine that does other things gets thirty times that. */
const answeredWithinMs = 30_000;
const askAgainAfterMs = 20;

/** One person who writes, repeats whatever was not acknowledged, and keeps books about it. */
export interface Ledger {
  readonly person: Person;
  /** The list as the acknowledged commands made it. */
  readonly tasks: ReadonlyMap<string, Task>;
  /** Every state of a task that was acknowledged. */
  readonly acknowledged: readonly Task[];
  /** How many entries the log must have. */
  readonly entries: () => number;
  /** Commands whose first answer was lost. */
  readonly repeated: () => number;
  /** Sends one command, chosen by chance, until it is acknowledged. */
  step(): Promise<void>;
}

/** `told` hears of each request when it leaves. */
export function ledgerOf(person: Person, rng: Rng, told: () => void): Ledger {
  const tasks = new Map<string, Task>();
  const acknowledged: Task[] = [];
  let entries = 0;
  let repeated = 0;
  let commands = 0;

  /** The same command under the same key until it is answered: once, however often it is sent. */
  async function command(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { "idempotency-key": `c-${++commands}` };
    const until = performance.now() + answeredWithinMs;
    for (let attempt = 1; ; attempt++) {
      told();
      const answer = await person.call(method, path, body, headers).catch(() => undefined);
      if (answer && answer.status < 500) return answer;
      if (attempt === 1) repeated += 1;
      if (performance.now() > until) throw new Error(`${method} ${path} is never answered`);
      await serving(person.url, until);
    }
  }
  const keep = (found: Task) => {
    tasks.set(found.id, found);
    acknowledged.push(found);
  };
  const one = async (method: string, path: string, body?: unknown): Promise<Task> => {
    const answer = await command(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
    return task.parse(answer.body);
  };
  const create = async () => {
    keep(await one("POST", "/api/tasks", { title: `${person.id} ${commands}` }));
    entries += 1;
  };
  const edit = async ({ id }: Task) => {
    keep(await one("PATCH", `/api/tasks/${id}`, { title: `edited ${commands}` }));
    entries += 1;
  };
  const complete = async ({ id, status }: Task) => {
    keep(await one("POST", `/api/tasks/${id}/complete`));
    if (status !== "completed") entries += 1;
  };
  const remove = async ({ id }: Task) => {
    const { status, text } = await command("DELETE", `/api/tasks/${id}`);
    if (status !== 204) throw new Error(`DELETE: ${status} ${text}`);
    tasks.delete(id);
    entries += 1;
  };
  const bulk = async (action: "tag" | "delete") => {
    const ids = [...tasks.keys()].slice(0, 2 + rng.below(4));
    const more = action === "tag" ? { tags: [`t${commands}`] } : {};
    const answer = await command("POST", "/api/tasks/bulk", { action, ids, ...more });
    for (const { id, task: found } of bulkResult.parse(answer.body).results) {
      if (found) keep(found);
      else tasks.delete(id);
      entries += 1;
    }
  };
  const undo = async () => {
    const answer = await command("POST", "/api/undo");
    if (answer.status === 409) return;
    const { tasks: found, removed } = undoResult.parse(answer.body);
    for (const each of found) keep(each);
    for (const id of removed) tasks.delete(id);
    entries += found.length + removed.length;
  };

  return {
    person,
    tasks,
    acknowledged,
    entries: () => entries,
    repeated: () => repeated,
    async step() {
      const some = rng.pick([...tasks.values()]);
      const chance = rng.unit();
      if (!some || chance < 0.3) await create();
      // Several at once end up in one write.
      else if (chance < 0.45) await Promise.all(Array.from({ length: 4 }, create));
      else if (chance < 0.6) await edit(some);
      else if (chance < 0.72) await complete(some);
      else if (chance < 0.8) await remove(some);
      else if (chance < 0.9) await bulk(rng.chance(0.8) ? "tag" : "delete");
      else await undo();
    },
  };
}

/** Resolves when somebody answers again. */
async function serving(url: string, until: number): Promise<void> {
  while (performance.now() < until) {
    const answer = await ask(url, "/health").catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs));
  }
}
