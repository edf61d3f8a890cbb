import { type Settings, settings } from "../../shared/contracts/api/settings.ts";
import type { Reminder } from "../../shared/contracts/entities/reminder.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Triggered } from "../decide.ts";

/** A Monday in winter. */
export const nine = "2026-01-05T09:00:00.000Z";

/** A reminder that has fired. */
export const aReminder = (given: Partial<Reminder> = {}): Reminder => ({
  id: "r1",
  offset: null,
  at: nine,
  status: "triggered",
  ...given,
});

/** An open task of Anna whose reminder has fired. */
export const aTask = (given: Partial<Task> = {}): Task => ({
  id: "t1",
  user_id: "anna",
  title: "Call mum",
  description: "",
  status: "pending",
  priority: "medium",
  tags: [],
  due_date: null,
  timezone: null,
  reminders: [aReminder()],
  recurring_task_id: null,
  version: 2,
  created_at: "2026-01-05T08:00:00.000Z",
  updated_at: nine,
  completed_at: null,
  ...given,
});

/** The reminder `r1` of the task `t1` fired in version 2, as the seventh event of its log. */
export const aTriggered = (given: Partial<Triggered> = {}): Triggered => ({
  seq: 7,
  version: 2,
  task: aTask(),
  reminder: aReminder(),
  ...given,
});

export const email = { enabled: true, address: "anna@example.org" };
export const sms = { enabled: true, number: "+4915112345678" };
export const webhook = { enabled: true, url: "https://example.org/hook" };
/** From ten in the evening to seven in the morning in Berlin, an hour ahead of UTC in winter. */
export const berlinNights = { from: "22:00", to: "07:00", timezone: "Europe/Berlin" };

/** Settings with mail and no browser, unless said otherwise. */
export const given = (wanted: Partial<Settings> = {}): Settings =>
  settings.parse({ push: { enabled: false }, email, ...wanted });
