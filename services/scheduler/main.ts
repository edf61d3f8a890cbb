import type { DomainEvent } from "../shared/contracts/domain-event.ts";
import type { DueReminder } from "../shared/contracts/entities/due-reminder.ts";
import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import type { Delivery } from "../shared/kit/connect.ts";
import { TerminalError } from "../shared/kit/errors.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { agendas } from "./agendas.ts";
import { reminderSeen, taskSeen, templateSeen } from "./decide.ts";
import { dueIndex } from "./due-index.ts";
import { carryOutOf, jobFired } from "./effects.ts";
import { scheduler } from "./service.ts";
import { sweepOf } from "./sweep.ts";

/** The scheduler service. */
export const program = host(scheduler, (connection, ports) => {
  const { state, key } = connection;
  const { clock } = ports;
  const due = dueIndex(connection, clock);
  const people = agendas({
    state,
    clock,
    key: (user) => key("agenda", user),
    carryOut: carryOutOf(connection, due, ports),
  });
  // All idempotent: an event of a version that the agenda has seen changes nothing.
  const onTask =
    (deleted: boolean) =>
    async ({ data }: Delivery<DomainEvent<Task>>) => {
      const { aggregate_version: version, timestamp: at, payload } = data;
      const task = owned(data, payload);
      if (cannotMatter(task, version)) return;
      await people.change(data.user_id, (before, nowMs) =>
        taskSeen(before, { task, version, deleted, at }, nowMs),
      );
    };
  const onTemplate = async ({ data }: Delivery<DomainEvent<RecurringTask>>) => {
    const seen = { ...owned(data, data.payload), version: data.aggregate_version };
    await people.change(data.user_id, (before, nowMs) => templateSeen(before, seen, nowMs));
  };
  const onReminder = async ({ data }: Delivery<DomainEvent<DueReminder>>) => {
    const { reminder, task } = data.payload;
    const seen = { reminder, task: owned(data, task), at: data.timestamp };
    await people.change(data.user_id, (before, nowMs) => reminderSeen(before, seen, nowMs));
  };
  return {
    on: {
      "task.created": onTask(false),
      "task.updated": onTask(false),
      "task.completed": onTask(false),
      "task.deleted": onTask(true),
      "recurring-task.created": onTemplate,
      "recurring-task.updated": onTemplate,
      "reminder.triggered": onReminder,
      "reminder.canceled": onReminder,
    },
    every: { "schedule-sweep": sweepOf(connection, { due, people }, ports) },
    jobs: { reminder: jobFired(connection, ports) },
  };
});

/** The first version of a task without time: most tasks, and no reason to read an agenda. */
const cannotMatter = ({ reminders, recurring_task_id }: Task, version: number): boolean =>
  version === 1 && reminders.length === 0 && recurring_task_id === null;

/** The payload. Throws TerminalError when it is of another person than its event. */
function owned<P extends { readonly user_id: string }>(event: DomainEvent<unknown>, payload: P): P {
  if (payload.user_id === event.user_id) return payload;
  throw new TerminalError(`payload.user_id of "${event.event_id}" is not its user_id`);
}

if (import.meta.main) await serve(program);
