import type { DomainEvent } from "../shared/contracts/domain-event.ts";
import { sequenceOf } from "../shared/contracts/domain-event.ts";
import type { DueReminder } from "../shared/contracts/entities/due-reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import type { Clock } from "../shared/kit/clock.ts";
import type { Delivery, Handlers } from "../shared/kit/connect.ts";
import { TerminalError } from "../shared/kit/errors.ts";
import { calledOff, triggered } from "./decide.ts";
import { followed, type SettingsStore } from "./kept-settings.ts";
import type { CallOff } from "./notices.ts";
import type { NoticesStore } from "./notices-store.ts";
import type { notification } from "./service.ts";
import type { Waiting } from "./waiting.ts";

export interface EventPorts {
  readonly notices: NoticesStore;
  readonly people: SettingsStore;
  readonly waiting: Waiting;
  readonly clock: Clock;
  /** Begins with what is due for a person. */
  readonly begin: (user: string) => void;
}

/** All idempotent: a notice is known by its reminder and moment, a call-off by its version. */
export function handlersOf(ports: EventPorts): Handlers<typeof notification> {
  const { notices, people, waiting, clock, begin } = ports;
  const callOff = async (user: string, off: CallOff) => {
    await notices.change(user, (before) => calledOff(before, off, true));
  };
  const onEnded = async ({ data }: Delivery<DomainEvent<Task>>) => {
    const task = owned(data, data.payload);
    // Of a task without a reminder that fired nothing can be on its way.
    if (!task.reminders.some(({ status }) => status === "triggered")) return;
    await callOff(data.user_id, { about: task.id, version: data.aggregate_version });
  };
  return {
    async "reminder.triggered"({ data }: Delivery<DomainEvent<DueReminder>>) {
      const { event_id, user_id: user, aggregate_version: version, payload } = data;
      const { reminder } = payload;
      const task = owned(data, payload.task);
      const settings = followed(await people.of(user));
      await waiting.note(user);
      const seen = { seq: sequenceOf(event_id), version, task, reminder };
      await notices.change(user, (before) => triggered(before, seen, settings, clock.now()));
      begin(user);
    },
    async "reminder.canceled"({ data }: Delivery<DomainEvent<DueReminder>>) {
      const { task, reminder } = data.payload;
      owned(data, task);
      await callOff(data.user_id, { about: reminder.id, version: data.aggregate_version });
    },
    "task.completed": onEnded,
    "task.deleted": onEnded,
    async "task.updated"({ data }: Delivery<DomainEvent<Task>>) {
      const { aggregate_version: version, user_id: user, payload } = data;
      // A reminder that is set again by a snooze or a new due date takes the place of its past; one
      // that nags is set again as it fires, and is as good as when it fired.
      const offs = owned(data, payload)
        .reminders.filter(({ status, nag_count = 0 }) => status === "pending" && nag_count === 0)
        .map(({ id }) => ({ about: id, version }));
      if (offs.length === 0) return;
      // Not remembered: most tasks with reminders are changed long before any of them fires.
      await notices.changeKnown(user, (before) =>
        offs.reduce((known, off) => calledOff(known, off, false), before),
      );
    },
  };
}

/** The task. Throws TerminalError when it is of another person than its event. */
function owned(event: DomainEvent<unknown>, task: Task): Task {
  if (task.user_id === event.user_id) return task;
  throw new TerminalError(`payload.user_id of "${event.event_id}" is not its user_id`);
}
