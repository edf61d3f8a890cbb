import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Decision } from "../command.ts";
import { type CommandRecord, type Entry, evolve, type Made, type View } from "../view.ts";

/** A view whose tables can be looked at. */
export type OpenView = View & { readonly tasks: Map<string, Task> };

export const emptyView = (): OpenView => ({
  seq: 0,
  tasks: new Map<string, Task>(),
  templates: new Map<string, RecurringTask>(),
  made: new Map<string, Made>(),
  commands: new Map<string, CommandRecord>(),
  undo: [],
});

/** Takes a decision into the view as the log does; gives the entries that it became. */
export function happened(
  view: View,
  { intent, changes, undoes }: Decision,
  command: string,
  at: string,
): readonly Entry[] {
  return changes.map((fact) => {
    const entry: Entry = {
      ...fact,
      seq: view.seq + 1,
      at,
      command,
      fingerprint: command,
      intent,
      ...(undoes === undefined ? {} : { undoes: undoes.command }),
    };
    evolve(view, entry);
    return entry;
  });
}
