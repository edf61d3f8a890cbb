import type { Answer } from "./person.ts";
import { say, type WireAnswer } from "./wire.ts";

/** The answer of a bare connection as one of a decent client: its body must be complete. */
export function asAnswer({ status, text, ms }: WireAnswer): Answer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const headers = new Headers();
  for (const line of head.split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const body = rest.join("\r\n\r\n");
  const isJson = headers.get("content-type")?.includes("json") === true;
  return { status, headers, text: body, body: isJson ? JSON.parse(body) : undefined, ms };
}

/** Sends pieces as they are, and reads the answer as a decent client does. */
export const sayAndRead = async (...args: Parameters<typeof say>): Promise<Answer> =>
  asAnswer(await say(...args));
