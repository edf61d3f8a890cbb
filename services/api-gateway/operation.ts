import type { z } from "zod";
import type { ProblemCode } from "../shared/kit/problem.ts";
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
  readonly type?: "text/html" | "application/json";
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
  "History",
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
  History: "Every change that was ever made, in its order.",
  "Live updates":
    '`GET /api/sync?cursor=<seq>` is a WebSocket. Within five seconds the client \
sends `{"type":"auth","token":"<JWT>"}`, and again before the token runs out. The server \
answers `{"type":"ready","seq":n}`, then one `{"type":"change","seq","event_type",\
"aggregate_id"}` for each position after the cursor, without a gap; after `reset` fetch \
everything and go on from its `seq`. After `error` the socket closes with the same code: 1012 and \
1013 mean come back later, 4400 to 4429 mean what their last three digits mean in HTTP.',
  Documents: "What you are reading.",
};

/** What stands for each parameter of a path in examples. */
export const pathExamples: Readonly<Record<string, string>> = {
  id: exampleTask.id,
  code: "version_mismatch",
};

/** What the headers of a request are for. */
export const requestHeaders: Readonly<
  Record<RequestHeader, { readonly says: string; readonly example: string }>
> = {
  "If-Match": {
    says: "The `ETag` that you read: the change is refused when the task has changed since.",
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
  ETag: { says: "The version of the task, for `If-Match`.", example: exampleEtag },
  Location: { says: "Where the new task is.", example: `/api/tasks/${exampleTask.id}` },
  "Set-Cookie": { says: "The session.", example: "nudge.session_token=...; HttpOnly" },
};
