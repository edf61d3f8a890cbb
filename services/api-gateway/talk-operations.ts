import { chatQuery } from "../shared/contracts/api/chat.ts";
import { notificationQuery } from "../shared/contracts/api/notifications.ts";
import {
  exampleConversation,
  exampleNotification,
  exampleSettings,
  exampleTask,
} from "./examples.ts";
import type { Operation } from "./operation.ts";
import { rateLimits } from "./rate.ts";

const talking = { group: "Chat", proof: "token", scope: "chat" } as const;
const telling = { group: "Notifications", proof: "token" } as const;
const sentence = { text: "Water the plants tomorrow at 9 #home", timezone: "Europe/Berlin" };
/** What the example sentence says on the day of the example task. */
const understood = {
  intent: "create",
  title: "Water the plants",
  description: null,
  due: { local: "2026-01-05T09:00:00", at: "2026-01-05T08:00:00.000Z", all_day: false },
  recurrence: null,
  reminders: [],
  priority: null,
  tags: ["home"],
  spans: [
    { kind: "title", from: 0, to: 16 },
    { kind: "due", from: 17, to: 30 },
    { kind: "tag", from: 31, to: 36 },
  ],
  target: null,
  change: null,
  filter: null,
  scope: null,
  question: null,
};
const [, answered] = exampleConversation.messages;

const chatOperations: readonly Operation[] = [
  {
    ...talking,
    method: "post",
    path: "/api/chat",
    id: "say",
    summary: "Say something",
    description: `What cannot be decided is asked back in \`question\`; nothing is guessed. At most \
${rateLimits.chat} a minute.`,
    headers: ["Idempotency-Key"],
    request: { schema: "ChatRequest", example: sentence },
    answer: {
      status: 200,
      says: "What the bot says, and what it did.",
      schema: "ChatAnswer",
      example: {
        conversation_id: exampleConversation.conversation_id,
        reply: answered?.text,
        actions: answered?.actions,
        engine: "rules",
      },
    },
  },
  {
    ...talking,
    method: "get",
    path: "/api/chat",
    id: "readConversation",
    summary: "Read a conversation",
    query: {
      schema: chatQuery,
      example: `conversation_id=${exampleConversation.conversation_id}`,
    },
    answer: {
      status: 200,
      says: "The conversation, or the latest one.",
      schema: "ChatPage",
      example: exampleConversation,
    },
    problems: ["not_found"],
  },
  {
    ...talking,
    method: "post",
    path: "/api/parse",
    id: "understand",
    summary: "Understand a sentence and change nothing",
    description:
      "What `POST /api/chat` would understand: intent, title, dates, tags and their places.",
    request: {
      schema: "ParseRequest",
      example: { ...sentence, now: exampleTask.created_at },
    },
    answer: {
      status: 200,
      says: "What was understood, and what is left to ask.",
      schema: "Parsed",
      example: understood,
    },
  },
];

const notificationOperations: readonly Operation[] = [
  {
    ...telling,
    method: "get",
    path: "/api/notifications",
    id: "listNotifications",
    summary: "What you were told, newest first",
    scope: "tasks:read",
    query: { schema: notificationQuery, example: "status=sent&limit=20" },
    answer: {
      status: 200,
      says: "One page.",
      schema: "NotificationPage",
      example: { items: [exampleNotification], next_cursor: null },
    },
  },
  {
    ...telling,
    method: "post",
    path: "/api/notifications/{id}/read",
    id: "readNotification",
    summary: "Mark one as read",
    scope: "tasks:write",
    answer: {
      status: 200,
      says: "The notification.",
      schema: "Notification",
      example: { ...exampleNotification, read_at: exampleTask.due_date },
    },
  },
  {
    ...telling,
    method: "get",
    path: "/api/settings",
    id: "readSettings",
    summary: "Where and when you want to be told",
    scope: "settings",
    answer: {
      status: 200,
      says: "The settings.",
      schema: "Settings",
      example: exampleSettings,
      headers: ["ETag"],
    },
  },
  {
    ...telling,
    method: "put",
    path: "/api/settings",
    id: "replaceSettings",
    summary: "Replace the settings",
    description: "What is left out is as if it had never been set.",
    scope: "settings",
    headers: ["If-Match"],
    request: {
      schema: "NewSettings",
      example: { email: exampleSettings.email, quiet_hours: exampleSettings.quiet_hours },
    },
    answer: {
      status: 200,
      says: "The settings as they are now.",
      schema: "Settings",
      example: exampleSettings,
      headers: ["ETag"],
    },
  },
  {
    ...telling,
    method: "post",
    path: "/api/settings/test",
    id: "testChannel",
    summary: "Send yourself a message now",
    scope: "settings",
    request: { schema: "SettingsTest", example: { channel: "email" } },
    answer: {
      status: 200,
      says: "Whether it was sent.",
      schema: "SettingsTestAnswer",
      example: { channel: "email", status: "sent", reason: null },
    },
  },
];

/** What people say, and what they are told. */
export const talkOperations: readonly Operation[] = [...chatOperations, ...notificationOperations];
