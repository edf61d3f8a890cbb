import { newTask } from "../../shared/contracts/api/tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Command } from "../command.ts";
import { decide } from "../decide.ts";
import { emptyLoaded } from "../log/loaded.ts";
import { type Entry, evolve } from "../view.ts";

/** The moment at which a person acts when a test names no other. */
export const morning = "2026-01-05T08:00:00.000Z";

/** A person whose commands are decided and taken into a view, without a store. */
export function aPerson() {
  const { view } = emptyLoaded();
  let ids = 0;
  let commands = 0;
  const does = (command: Command, now = morning): readonly Entry[] => {
    const newId = () => `t${++ids}`;
    const { changes, intent, undoes } = decide(command, view, { userId: "ada", now, newId });
    const about = { at: now, command: `c${++commands}`, fingerprint: "f", intent };
    return changes.map((change) => {
      const undone = undoes === undefined ? {} : { undoes: undoes.command };
      const entry = { ...change, seq: view.seq + 1, ...about, ...undone };
      evolve(view, entry);
      return entry;
    });
  };
  const task = (id: string): Task => {
    const found = view.tasks.get(id);
    if (!found) throw new Error(`there is no task ${id}`);
    return found;
  };
  return {
    view,
    does,
    task,
    /** Makes a task as the API would read it, and gives its state. */
    adds(input: Readonly<Record<string, unknown>>, now = morning): Task {
      const parsed = newTask.parse({ title: "Tea", ...input });
      const [entry] = does({ kind: "create", input: parsed }, now);
      if (!entry || !("task" in entry)) throw new Error("no task came into being");
      return entry.task;
    },
  };
}
