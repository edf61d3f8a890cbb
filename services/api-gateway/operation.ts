import type { z } from "zod";
import type { ProblemCode } from "../shared/kit/problem.ts";
import type { Needed } from "../shared/kit/scope.ts";
import { exampleEtag, exampleTask } from "./examples.ts";
import type { AnswerName, RequestName } from "./schemas.ts";

/** One thing that people may ask, as data. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With its parameters in braces. */
  readonly path: string;
  readonly id: string;
  readonly group: Group;
  readonly summary: string;
  readonly description?: string;
  /** What proves who calls. */
  readonly proof: "token" | "session" | "none";
  /** What an API token must be made for; "session": no API token will do. */
  readonly scope?: Needed;
  readonly query?: { readonly schema: z.ZodObject; readonly example: string };
  readonly headers?: readonly RequestHeader[];
  readonly request?: { readonly schema: RequestName; readonly example: unknown };
  readonly answer: Answer;
  /** Beside those that follow from the rest of the operation. */
  readonly problems?: readonly ProblemCode[];
}

interface Answer {
  readonly status: 200 | 201 | 204;
  readonly says: string;
  readonly schema?: AnswerName;
  readonly example?: unknown;
  /** Of an answer that is not described by a schema. */
  readonly type?: "text/html" | "text/calendar" | "application/json";
  readonly headers?: readonly AnswerHeader[];
}

export type RequestHeader = "If-Match" | "Idempotency-Key";
export type AnswerHeader = "ETag" | "Location" | "Set-Cookie";

/** The chapters of the document, in the order in which they are read. */
export const groups = [
  "Accounts",
  "Tasks",
  "Recurring tasks",
  "Reminders",
  "Export and import",
  "Chat",
  "Notifications",
  "History",
  "API tokens",
  "Webhooks",
  "Live updates",
  "Documents",
] as const;
export type Group = (typeof groups)[number];

/** What each chapter begins with. */
export const groupTexts: Readonly<Record<Group, string>> = {
  Accounts:
    "Routes of Better Auth. They keep a session in a cookie; `/api/auth/token` turns it \
into the bearer token that everything else takes.",
  Tasks: "A person sees only their own tasks; those of others are not found.",
  "Recurring tasks":
    "Templates from which tasks are made, one for each date. Each task lives its own life: \
completing one leaves the others.",
  Reminders: "A reminder comes before the due date or at a moment, and moves with the due date.",
  "Export and import":
    "What you have is yours: take it along as JSON, CSV or a calendar, and bring it back, or what \
Todoist exports. Or let a calendar program follow it by a secret address.",
  Chat: "The same commands in plain words. Everything that was done can be taken back for ten minutes.",
  Notifications: "What reminders told you, and where and when you want to be told.",
  History: "Every change that was ever made, in its order.",
  "API tokens":
    "For people's own programs. A token does only what its scopes name: `tasks:read`, \
`tasks:write` (which includes reading), `chat`, `settings` (which includes webhooks). It is made and \
deleted with a session's token only, outlives that session, and ends at the moment of its deletion.",
  Webhooks:
    "The application posts each event to the person's own server: the JSON that `GET /api/audit` \
shows, with the headers `nudge-event`, `nudge-delivery` and `nudge-signature`, which is \
`t=<unix seconds>,v1=<hex>`: the HMAC-SHA256 of `<t>.<body>` under the secret. Answer any 2xx within \
ten seconds. Anything else is tried again after 1 and 5 minutes, half an hour, 2, 6 and 12 hours, and \
then given up; after 20 given up in a row the webhook is switched off. Each event comes at least \
once: `nudge-delivery` is the same at a repetition. The order is kept until a delivery fails.",
  "Live updates":
    '`GET /api/sync?cursor=<seq>` is a WebSocket. Within five seconds the client \
sends `{"type":"auth","token":"<JWT>"}` (an API token needs `tasks:read`), and again before the token runs out. The server \
answers `{"type":"ready","seq":n}`, then one `{"type":"change","seq","event_type",\
"aggregate_id"}` for each position after the cursor, without a gap; after `reset` fetch \
everything and go on from its `seq`. After `error` the socket closes with the same code: 1012 and \
1013 mean come back later, 4400 to 4429 mean what their last three digits mean in HTTP.',
  Documents: "What you are reading.",
};

/** What stands for each parameter of a path in examples. */
export const pathExamples: Readonly<Record<string, string>> = {
  id: exampleTask.id,
  token: "Zk3vXb0q9sT4vB1nH6jL8cR3fD5gZ0yA2eU7iO9pS4k",
  code: "version_mismatch",
};

/** What the headers of a request are for. */
export const requestHeaders: Readonly<
  Record<RequestHeader, { readonly says: string; readonly example: string }>
> = {
  "If-Match": {
    says: "The `ETag` that you read: the change is refused when it has changed since.",
    example: exampleEtag,
  },
  "Idempotency-Key": {
    says: "1 to 64 of A-Z, a-z, 0-9, `_`, `.`, `:` and `-`. Repeated with the same key, a command \
takes effect once; use a new one for each command.",
    example: "5f0c1d7e-2b1a-4c55-9d0e-8a7b6c5d4e3f",
  },
};

/** What the headers of an answer are for. */
export const answerHeaders: Readonly<
  Record<AnswerHeader, { readonly says: string; readonly example: string }>
> = {
  ETag: { says: "The version of what was read, for `If-Match`.", example: exampleEtag },
  Location: { says: "Where the new task is.", example: `/api/tasks/${exampleTask.id}` },
  "Set-Cookie": { says: "The session.", example: "nudge.session_token=...; HttpOnly" },
};
