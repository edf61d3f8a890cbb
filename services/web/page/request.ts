import { Refusal, refusalOf, unreachable } from "./problem.ts";

/** Longer than any answer takes; after it the person is told instead of kept waiting. */
const answerWithinMs = 15_000;

/** What is asked of the page's own server. */
export interface Ask {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** A Blob is sent as it is, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 15,000 */
  readonly withinMs?: number;
}

/** The parsed answer, undefined when it is empty. Throws a Refusal for everything but success. */
export const request = async (path: string, ask: Ask = {}): Promise<unknown> =>
  parsed(await requestText(path, ask));

/** The answer as it was written. Throws a Refusal for everything but success. */
export async function requestText(path: string, ask: Ask = {}): Promise<string> {
  const { method = "GET", headers = {}, withinMs = answerWithinMs } = ask;
  const sent = method === "GET" ? {} : contentOf(ask.body);
  const answer = await fetch(path, {
    method,
    ...sent,
    headers: { ...headers, ...sent.headers },
    signal: AbortSignal.timeout(withinMs),
  }).catch((): Refusal => unreachable());
  if (answer instanceof Refusal) throw answer;
  // Half an answer must not look like an empty one.
  const text = await answer.text().catch((): Refusal => unreachable());
  if (text instanceof Refusal) throw text;
  if (answer.ok) return text;
  throw refusalOf(answer.status, parsed(text));
}

interface Content {
  readonly body?: BodyInit;
  readonly headers?: { readonly "content-type": string };
}

const contentOf = (body: unknown): Content =>
  body instanceof Blob
    ? { body, headers: { "content-type": body.type } }
    : { body: JSON.stringify(body ?? {}), headers: { "content-type": "application/json" } };

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's own error page: the status alone says what to tell.
    return undefined;
  }
}
