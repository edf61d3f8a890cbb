import { createHash } from "node:crypto";
import { z } from "zod";
import type { HttpAnswer, HttpCall } from "../../../components/model/http.ts";
import { personHeader } from "../../shared/kit/door.ts";
import { RetryableError, TerminalError } from "../../shared/kit/errors.ts";
import { Problem, type ProblemCode, problemKinds } from "../../shared/kit/problem.ts";

/** Brings a call to a peer. Rejects with RetryableError when it is away. */
export type Invoke = (
  peer: "task",
  call: Partial<HttpCall> & Pick<HttpCall, "path">,
) => Promise<HttpAnswer>;

export interface Asking {
  readonly invoke: Invoke;
  /** The verified person for whom everything is asked. */
  readonly person: string;
  /** One for each sentence or request of the person, the same when it is repeated. */
  readonly commandId: string;
}

interface TaskCall {
  readonly method?: HttpCall["method"];
  readonly path: string;
  /** Parameters; several values are joined by commas, undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
}

/**
 * Asks the task service; the answer comes in the shape of the schema. Throws the Problem that the
 * service answers, RetryableError when it is away or fails, TerminalError when it answers nonsense.
 */
export type AskTask = <S extends z.ZodType>(answer: S, call: TaskCall) => Promise<z.output<S>>;

/**
 * The task service for one person and one command. Changes are numbered, so that a command that is
 * repeated after a lost answer takes effect once: the first change of it is again its first.
 */
export function askTask({ invoke, person, commandId }: Asking): AskTask {
  let changes = 0;
  const prefix = keyPrefix(commandId);
  return async (shape, { method = "GET", path, query = {}, body }) => {
    const headers = {
      [personHeader]: person,
      ...(method === "GET" ? {} : { "idempotency-key": `${prefix}.${++changes}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const answer = await invoke("task", {
      method,
      path: `${path}${queryText(query)}`,
      headers,
      body: body === undefined ? "" : JSON.stringify(body),
    });
    const what = `task: ${method} ${path}`;
    if (answer.status >= 400) throw refusal(answer, what);
    const parsed = shape.safeParse(answer.body === "" ? undefined : jsonOf(answer.body, what));
    if (parsed.success) return parsed.data;
    throw new TerminalError(`${what}: an answer of another shape: ${parsed.error.message}`);
  };
}

/** A key has at most 64 characters of a small alphabet; what callers choose may be longer. */
const keyPrefix = (commandId: string): string =>
  `chat-${createHash("sha256").update(commandId).digest("base64url").slice(0, 32)}`;

function queryText(query: NonNullable<TaskCall["query"]>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? "" : `?${parameters}`;
}

const codes = Object.keys(problemKinds) as [ProblemCode, ...ProblemCode[]];

const problem = z.looseObject({
  code: z.enum(codes),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** What a refusal is to us: a peer's trouble passes, a peer's word about the request stays. */
function refusal({ status, headers, body }: HttpAnswer, what: string): Error {
  const isProblem = headers["content-type"]?.startsWith("application/problem+json") === true;
  const parsed = isProblem && status < 500 ? problem.safeParse(jsonOf(body, what)) : undefined;
  if (!parsed?.success) return new RetryableError(`${what} answers ${status}`);
  const { code, detail, errors } = parsed.data;
  return new Problem(code, {
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  });
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TerminalError(`${what}: the answer is not JSON`);
  }
}
