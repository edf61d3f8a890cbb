import { z } from "zod";
import { trailPage } from "../../../services/shared/contracts/api/audit.ts";
import { taskPage } from "../../../services/shared/contracts/api/tasks.ts";
import { type Task, task } from "../../../services/shared/contracts/entities/task.ts";
import { wholeList } from "./whole-list.ts";

/** Everything on one machine answers in some ms; what takes so long does not answer. */
const answerWithinMs = 20_000;

/** An answer of the application. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the body; undefined when there is none. */
  readonly body: unknown;
  readonly ms: number;
}

export interface Ask {
  readonly method?: string;
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request. Rejects when no answer comes. */
export async function ask(url: string, path: string, options: Ask = {}): Promise<Answer> {
  const { method = "GET", body, headers = {} } = options;
  const began = performance.now();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(answerWithinMs),
  });
  const text = await response.text();
  const ms = performance.now() - began;
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  const parsed: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, body: parsed, ms };
}

/** Somebody who is signed in. */
export interface Person {
  readonly id: string;
  readonly url: string;
  readonly token: string;
  readonly cookie: string;
  /** A request with the person's token. */
  call(method: string, path: string, body?: unknown, headers?: Ask["headers"]): Promise<Answer>;
}

const signedIn = z.looseObject({ user: z.looseObject({ id: z.string() }) });
const tokenForm = z.object({ token: z.string() });

/** A new guest. */
export const asGuest = (url: string): Promise<Person> => enter(url, "/sign-in/anonymous", {});

/** Signs in or up by one of the account routes. */
export async function enter(url: string, route: string, body: unknown): Promise<Person> {
  const entered = await ask(url, `/api/auth${route}`, { method: "POST", body });
  if (entered.status !== 200) throw new Error(`${route}: ${entered.status} ${entered.text}`);
  const { user } = signedIn.parse(entered.body);
  const [cookie = ""] = entered.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const { token } = tokenForm.parse(
    (await ask(url, "/api/auth/token", { headers: { cookie } })).body,
  );
  return { id: user.id, url, token, cookie, call: callAs(url, token) };
}

/** Requests with this token. */
export const callAs =
  (url: string, token: string): Person["call"] =>
  (method, path, body, headers = {}) =>
    ask(url, path, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${token}`, ...headers },
    });

/** A new task of the person's. */
export async function addTask(person: Person, title: string, more: object = {}): Promise<Task> {
  const answer = await person.call("POST", "/api/tasks", { title, ...more });
  if (answer.status !== 201) throw new Error(`${title}: ${answer.status} ${answer.text}`);
  return task.parse(answer.body);
}

/** The tasks of all pages, in the order of the list. */
export async function allTasks(person: Person, query = "limit=200"): Promise<readonly Task[]> {
  const { items } = await wholeList(async (more) =>
    taskPage.parse((await person.call("GET", `/api/tasks?${query}${more}`)).body),
  );
  return items;
}

export type Trail = z.output<typeof trailPage>;

/** The whole audit trail, newest first, with what is said about its completeness. */
export const wholeTrail = (person: Person): Promise<Trail> =>
  wholeList(async (more) =>
    trailPage.parse((await person.call("GET", `/api/audit?limit=200${more}`)).body),
  );

const problemForm = z.object({
  type: z.string(),
  code: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().min(1),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  trace_id: z.string(),
});

/** The problem (RFC 9457) in an answer. Throws when it is none. */
export function problemIn(answer: Answer): z.output<typeof problemForm> {
  const type = answer.headers.get("content-type");
  if (type !== "application/problem+json") {
    throw new Error(`not a problem: ${answer.status} ${type} ${answer.text.slice(0, 200)}`);
  }
  return problemForm.parse(answer.body);
}
