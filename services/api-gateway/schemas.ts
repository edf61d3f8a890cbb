import { z } from "zod";
import {
  currentSession,
  keySet,
  nothing,
  signedIn,
  signedOut,
  signIn,
  signUp,
  tokenAnswer,
} from "../shared/contracts/api/accounts.ts";
import { trailPage } from "../shared/contracts/api/audit.ts";
import { chatAnswer, chatPage, chatRequest, parseRequest } from "../shared/contracts/api/chat.ts";
import { exportFile, importFile, importResult } from "../shared/contracts/api/exchange.ts";
import { feed, madeFeed } from "../shared/contracts/api/feed.ts";
import { notification, notificationPage } from "../shared/contracts/api/notifications.ts";
import { parsed } from "../shared/contracts/api/parsed.ts";
import { newPushBrowser, pushBrowser, pushBrowserList } from "../shared/contracts/api/push.ts";
import {
  newRecurringTask,
  recurringTaskAnswer,
  recurringTaskList,
  recurringTaskPatch,
} from "../shared/contracts/api/recurring-tasks.ts";
import { reminderInput, snooze } from "../shared/contracts/api/reminders.ts";
import {
  settings,
  settingsAnswer,
  settingsTest,
  settingsTestAnswer,
} from "../shared/contracts/api/settings.ts";
import {
  bulkRequest,
  bulkResult,
  newTask,
  tagList,
  taskPage,
  taskPatch,
  undoResult,
} from "../shared/contracts/api/tasks.ts";
import { apiToken, madeToken, newToken, tokenList } from "../shared/contracts/api/tokens.ts";
import {
  deliveryList,
  madeWebhook,
  newWebhook,
  webhook,
  webhookList,
  webhookPatch,
  webhookTest,
} from "../shared/contracts/api/webhooks.ts";
import { task } from "../shared/contracts/entities/task.ts";
import { problemKinds } from "../shared/kit/problem.ts";

const [firstCode, ...moreCodes] = Object.keys(problemKinds);

const problem = z.looseObject({
  type: z.string().describe("Where the problem is explained."),
  code: z.enum([firstCode ?? "", ...moreCodes]).describe("Does not change; decide by it."),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What was wrong with this very request.").optional(),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .describe("Every field that was refused.")
    .optional(),
  trace_id: z.string().describe("Quote it when you report the problem."),
});

const accountProblem = problem.extend({
  code: z.string().describe("A code of the list of problems, or one of Better Auth."),
  message: z.string().optional(),
});

/** What people send, by the name it has in the document. */
export const requestSchemas = {
  NewTask: newTask,
  TaskPatch: taskPatch,
  TagList: tagList,
  NewRecurringTask: newRecurringTask,
  RecurringTaskPatch: recurringTaskPatch,
  ReminderInput: reminderInput,
  Snooze: snooze,
  BulkRequest: bulkRequest,
  ImportFile: importFile,
  ChatRequest: chatRequest,
  ParseRequest: parseRequest,
  NewSettings: settings,
  SettingsTest: settingsTest,
  NewPushBrowser: newPushBrowser,
  NewToken: newToken,
  NewWebhook: newWebhook,
  WebhookPatch: webhookPatch,
  SignUp: signUp,
  SignIn: signIn,
  Nothing: nothing,
} as const satisfies Record<string, z.ZodType>;

/** What they get, by the name it has in the document. */
export const answerSchemas = {
  Task: task,
  TaskPage: taskPage,
  BulkResult: bulkResult,
  UndoResult: undoResult,
  RecurringTask: recurringTaskAnswer,
  RecurringTaskList: recurringTaskList,
  ExportFile: exportFile,
  ImportResult: importResult,
  Feed: feed,
  MadeFeed: madeFeed,
  TrailPage: trailPage,
  ChatAnswer: chatAnswer,
  ChatPage: chatPage,
  Parsed: parsed,
  Notification: notification,
  NotificationPage: notificationPage,
  Settings: settingsAnswer,
  SettingsTestAnswer: settingsTestAnswer,
  PushBrowser: pushBrowser,
  PushBrowserList: pushBrowserList,
  ApiToken: apiToken,
  ApiTokenList: tokenList,
  MadeToken: madeToken,
  Webhook: webhook,
  WebhookList: webhookList,
  MadeWebhook: madeWebhook,
  DeliveryList: deliveryList,
  WebhookTest: webhookTest,
  SignedIn: signedIn,
  CurrentSession: currentSession,
  SignedOut: signedOut,
  Token: tokenAnswer,
  KeySet: keySet,
  Problem: problem,
  AccountProblem: accountProblem,
} as const satisfies Record<string, z.ZodType>;

export type RequestName = keyof typeof requestSchemas;
export type AnswerName = keyof typeof answerSchemas;
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** All named schemas as JSON Schema 2020-12, pointing to each other. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  return { ...named(requestSchemas, "input"), ...named(answerSchemas, "output") };
}

/** The parameters of a query, each with its own schema. */
export const parametersOf = (query: z.ZodObject): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    Object.entries(query.shape).map(([name, field]) => {
      const { $schema, ...schema } = z.toJSONSchema(z.object({ field }), {
        io: "input",
        override: readable,
      });
      const found = schema.properties?.field;
      return [name, typeof found === "object" ? found : {}];
    }),
  );

function named(schemas: Record<string, z.ZodType>, io: "input" | "output") {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    io,
    uri: schemaPath,
    override: (around) => {
      readable(around);
      // A later version may say more: who reads an answer must not refuse what it does not know.
      if (io === "output") delete around.jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]),
  );
}

/** Where a named schema stands in the document. */
export const schemaPath = (name: string): string => `#/components/schemas/${name}`;

/** A longer pattern is a machine's way to say what `format` or the description says. */
const patternLengthMax = 80;

/** Leaves out what is true of every value and helps nobody who reads. */
function readable({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if ((jsonSchema.pattern?.length ?? 0) > patternLengthMax) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
