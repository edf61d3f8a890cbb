import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AgentSettings } from "../settings.ts";

interface WantedCall {
  readonly name: string;
  /** JSON of the arguments, also when it is broken. */
  readonly input: unknown;
}

/** What a model says in one round. */
export type Saying =
  | { readonly text: string }
  | { readonly calls: readonly WantedCall[] }
  /** An answer in these very bytes. */
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  /** No answer, ever. */
  | { readonly silent: true };

/** What the model was asked, as far as tests look at it. */
export interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
  readonly tools: readonly { readonly function: { readonly name: string } }[];
}

/** A server of the Chat Completions API whose model says what a test wrote down. */
export async function aModel(next: (round: number, asked: Asked) => Saying) {
  const asked: Asked[] = [];
  const authorizations: (string | undefined)[] = [];
  let gone = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece: string) => {
      body += piece;
    });
    response.on("close", () => {
      if (!response.writableEnded) gone++;
    });
    request.on("end", () => {
      const one: Asked = JSON.parse(body);
      authorizations.push(request.headers.authorization);
      asked.push(one);
      say(response, next(asked.length, one), asked.length);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const settings: AgentSettings = {
    apiKey: "sk-test",
    baseUrl: `http://127.0.0.1:${port}/v1`,
    model: "scripted",
  };
  return {
    settings,
    /** Every request, in order. */
    asked,
    authorizations,
    /** Requests that their caller gave up. */
    givenUp: () => gone,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, "close");
    },
  };
}

function say(response: ServerResponse, saying: Saying, round: number): void {
  if ("silent" in saying) return;
  if ("status" in saying) {
    const headers = { "content-type": "application/json", ...saying.headers };
    response.writeHead(saying.status, headers).end(saying.body);
    return;
  }
  const calls =
    "calls" in saying
      ? saying.calls.map(({ name, input }, i) => ({
          id: `call_${round}_${i}`,
          type: "function",
          function: { name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
        }))
      : undefined;
  const message = {
    role: "assistant",
    content: "text" in saying ? saying.text : null,
    ...(calls ? { tool_calls: calls } : {}),
  };
  const completion = {
    id: "c1",
    object: "chat.completion",
    created: 0,
    model: "scripted",
    choices: [{ index: 0, message, finish_reason: calls ? "tool_calls" : "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(completion));
}
