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

/** A token of a program, as it is listed. */
export const exampleApiToken = {
  id: "01KE3XT2A3B4C5D6E7F8G9H0J1",
  name: "Backup at home",
  scopes: ["tasks:read"],
  created_at: exampleTask.created_at,
  expires_at: "2026-04-04T17:20:00.000Z",
};

/** A webhook as it is shown after it was made. */
export const exampleWebhook = {
  id: "01KE3XV6N7P8Q9R0S1T2V3W4X5",
  url: "https://hooks.example.com/nudge",
  events: ["task.created", "task.completed"],
  description: "Lights up the lamp.",
  active: true,
  off_reason: null,
  dropped: 0,
  created_at: exampleTask.created_at,
  updated_at: exampleTask.created_at,
};

/** What proves that a delivery comes from here. */
export const exampleSecret = "whsec_8gYw2qJ5nD0vKp4sXc7mZb1tRf6uHe3aLo9iQk5yWdM";

/** A short talk with the bot. */
export const exampleConversation = {
  conversation_id: "01KE3XW8Y9Z0A1B2C3D4E5F6G7",
  messages: [
    {
      id: "01KE3XWA1B2C3D4E5F6G7H8J9K",
      from: "person",
      text: "Water the plants tomorrow at 9 #home",
      at: exampleTask.created_at,
    },
    {
      id: "01KE3XWB2C3D4E5F6G7H8J9K0M",
      from: "bot",
      text: "Noted: Water the plants, tomorrow at 9:00.",
      at: exampleTask.created_at,
      actions: [
        { tool: "create_task", task_id: exampleTask.id, summary: "created Water the plants" },
      ],
    },
  ],
};

/** What a person was told. */
export const exampleNotification = {
  id: `${exampleReminder.id}-1767599100000`,
  task_id: exampleTask.id,
  reminder_id: exampleReminder.id,
  title: exampleTask.title,
  at: exampleReminder.at,
  deliveries: [
    { channel: "email", status: "sent", attempts: 1, sent_at: exampleReminder.at, reason: null },
  ],
  read_at: null,
};

/** Where and when a person wants to be told. */
export const exampleSettings = {
  push: { enabled: true },
  email: { enabled: true, address: "ada@example.com" },
  sms: null,
  webhook: null,
  order: ["push", "email", "sms", "webhook"],
  delivery: "first_that_works",
  quiet_hours: { from: "22:00", to: "07:00", timezone: "Europe/Berlin" },
  urgent_breaks_quiet: false,
  push_public_key:
    "BIFhFGHPWQpzIRuylEqHPcWZoGqC3KFMlcIotZXtr2u94PbNVORPvXtaSIIAIoKXbXhVmKPK6NWFGy9aTmRqL8s",
  webhook_secret: null,
};

/** A browser that is told. */
export const examplePushBrowser = {
  id: "q9sT4vB1nH6jL8cR3fD5gZ",
  endpoint: "https://push.example.net/send/4f1c9a",
  created_at: exampleTask.created_at,
};
