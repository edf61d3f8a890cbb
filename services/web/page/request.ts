import { Refusal, refusalOf, unreachable } from "./problem.ts";

/** Longer than any answer takes; after it the person is told instead of kept waiting. */
const answerWithinMs = 15_000;

/** What is asked of the page's own server. */
export interface Ask {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parsed answer, undefined when it is empty. Throws a Refusal for everything but success. */
export async function request(path: string, ask: Ask = {}): Promise<unknown> {
  const { method = "GET", body, headers = {} } = ask;
  const sent = method === "GET" ? undefined : JSON.stringify(body ?? {});
  const answer = await fetch(path, {
    method,
    headers: { ...headers, ...(sent === undefined ? {} : { "content-type": "application/json" }) },
    ...(sent === undefined ? {} : { body: sent }),
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch((): Refusal => unreachable());
  if (answer instanceof Refusal) throw answer;
  const content = parsed(await answer.text().catch(() => ""));
  if (answer.ok) return content;
  throw refusalOf(answer.status, content);
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's own error page: the status alone says what to tell.
    return undefined;
  }
}
