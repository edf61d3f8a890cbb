/** A task as all examples show it. */
export const exampleTask = {
  id: "01KE3XMB0Q8D3S5T7V9W1Y2Z4A",
  user_id: "01KE3X9GZJ5N7P9R1T3V5X7Z9B",
  title: "Water the plants",
  description: "The fern needs more than the others.",
  status: "pending",
  priority: "medium",
  tags: ["home"],
  due_date: "2026-01-05T08:00:00.000Z",
  timezone: "Europe/Berlin",
  reminders: [],
  recurring_task_id: null,
  version: 1,
  created_at: "2026-01-04T17:20:00.000Z",
  updated_at: "2026-01-04T17:20:00.000Z",
  completed_at: null,
};

/** The same task one change later. */
export const changedTask = {
  ...exampleTask,
  version: 2,
  updated_at: "2026-01-04T17:25:00.000Z",
};

/** The same task, done. */
export const doneTask = {
  ...changedTask,
  status: "completed",
  completed_at: changedTask.updated_at,
};

/** Its version, as the headers ETag and If-Match carry it. */
export const exampleEtag = `"${exampleTask.id}.${exampleTask.version}"`;

/** A reminder of it. */
export const exampleReminder = {
  id: "01KE3XP3N4R5T6V7W8X9Y0Z1A2",
  offset: "PT15M",
  at: "2026-01-05T07:45:00.000Z",
  status: "pending",
};

/** A template as all examples show it. */
export const exampleTemplate = {
  id: "01KE3XQ5B6C7D8E9F0G1H2J3K4",
  user_id: exampleTask.user_id,
  title: "Exercise",
  description: "",
  priority: "medium",
  tags: [],
  recurrence: {
    rrule: "FREQ=WEEKLY;BYDAY=MO",
    dtstart: "2026-01-05T09:00:00",
    timezone: "Europe/Berlin",
    from_completion: false,
  },
  exceptions: [],
  reminder_offsets: ["PT15M"],
  missed: "latest",
  status: "active",
  version: 1,
  created_at: exampleTask.created_at,
  updated_at: exampleTask.created_at,
  in_words: "every Monday at 9:00",
  next: ["2026-01-05T09:00:00", "2026-01-12T09:00:00", "2026-01-19T09:00:00"],
};

const account = {
  id: exampleTask.user_id,
  email: "ada@example.com",
  name: "ada",
  emailVerified: false,
  isAnonymous: false,
  createdAt: "2026-01-04T17:00:00.000Z",
  updatedAt: "2026-01-04T17:00:00.000Z",
};

export const exampleSignedIn = { token: "sRkqL0vT1mXc7Yp2aWd9eHf4", user: account };

export const exampleSession = {
  session: {
    id: "01KE3XAC2E4G6J8M0P2R4T6V8X",
    userId: account.id,
    expiresAt: "2026-02-03T17:00:00.000Z",
  },
  user: account,
};

export const exampleTrail = {
  items: [
    {
      seq: 1,
      event_id: `${exampleTask.user_id}:1`,
      event_type: "task.created",
      aggregate_id: exampleTask.id,
      aggregate_version: 1,
      timestamp: exampleTask.created_at,
      payload: exampleTask,
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
    },
  ],
  next_cursor: null,
  complete: true,
  missing: [],
  last_seq: 1,
};
