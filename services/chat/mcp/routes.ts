import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Verifier } from "../../shared/kit/bearer.ts";
import { parseJson, readBody } from "../../shared/kit/body.ts";
import { personOf } from "../../shared/kit/door.ts";
import type { Log } from "../../shared/kit/log.ts";
import type { Person } from "../../shared/kit/person.ts";
import { Problem, problemResponse } from "../../shared/kit/problem.ts";
import { demand } from "../../shared/kit/scope.ts";
import { currentTrace, traceIdOf } from "../../shared/kit/trace.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { asksReadOnly, refuseForeignOrigin } from "./access.ts";
import { mcpServer } from "./server.ts";

/** More than any call of ours needs; a bulk of 50 ids has 6 KB. */
const bodyBytesMax = 64 * 1_024;
/** What one request may ask for: each message can be a command that is committed. */
const messagesMax = 50;

export interface McpPorts {
  readonly doors: Verifier;
  /** The tools of a person, for one command. */
  readonly toolboxFor: (person: string, commandId: string) => Toolbox;
  /** Counts a person's messages; throws `too_many_requests` when there are too many. */
  readonly admit: (person: string, messages: number) => Promise<void>;
  readonly newId: () => string;
  readonly log: Log;
  /** Where people reach this application: the one origin whose pages may connect. */
  readonly publicUrl: string | undefined;
}

/**
 * The MCP door, streamable HTTP without sessions: each request says all about itself and is
 * answered at once, so any replica answers it. There is nothing to listen to or to end.
 */
export function mcpRoutes(ports: McpPorts): Hono {
  const publicOrigin = ports.publicUrl === undefined ? undefined : new URL(ports.publicUrl).origin;
  return new Hono()
    .post("/mcp", async (c) => {
      refuseForeignOrigin(c, publicOrigin);
      try {
        return await answer(c, ports);
      } catch (thrown) {
        if (!(thrown instanceof Problem) || thrown.code !== "unauthenticated") throw thrown;
        return challenged(thrown, c.req.header("authorization") !== undefined);
      }
    })
    .all("/mcp", (c) => {
      const detail = `${c.req.method} is not possible here: there are no sessions; use POST`;
      const refused = problemResponse(new Problem("method_not_allowed", { detail }), traceId());
      refused.headers.set("allow", "POST");
      return refused;
    });
}

async function answer(c: Context, ports: McpPorts): Promise<Response> {
  const person = await personOf(c, ports.doors);
  demand(person, "tasks:read");
  const access = asksReadOnly(c) || !mayWrite(person) ? "read" : "all";
  const body = parseJson(await readBody(c.req.raw, bodyBytesMax));
  const messages = messagesIn(body);
  await ports.admit(person.id, messages);
  const command = commandOf(c, ports);
  const server = mcpServer(access, {
    toolboxFor: (message) => ports.toolboxFor(person.id, `${command}:${message}`),
    log: ports.log,
  });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(c.req.raw, { parsedBody: body });
  } finally {
    await server.close();
  }
}

const mayWrite = ({ scopes }: Person): boolean => scopes.includes("tasks:write");

const batch = z.array(z.looseObject({ id: z.union([z.string(), z.number()]).optional() }));

/** How many messages a body has. Their own shape is for the protocol to check. */
function messagesIn(body: unknown): number {
  if (!Array.isArray(body)) return 1;
  if (body.length > messagesMax) {
    throw new Problem("too_large", { detail: `body: at most ${messagesMax} messages at once` });
  }
  const ids = batch.safeParse(body).data?.flatMap(({ id }) => (id === undefined ? [] : [id])) ?? [];
  // Answers are told apart by their ids: one of two would be lost without a word.
  if (new Set(ids).size < ids.length) {
    throw new Problem("malformed", { detail: "body: two messages have the same id" });
  }
  return body.length;
}

/** A client that repeats a request after a lost answer names it; each other request is new. */
function commandOf(c: Context, { newId }: McpPorts): string {
  const key = c.req.header("idempotency-key");
  return key === undefined ? newId() : `key:${key}`;
}

/** A 401 says how to come in (RFC 6750). */
function challenged(problem: Problem, hadToken: boolean): Response {
  const refused = problemResponse(problem, traceId());
  const challenge = `Bearer realm="nudge"${hadToken ? ', error="invalid_token"' : ""}`;
  refused.headers.set("www-authenticate", challenge);
  return refused;
}

const traceId = (): string => traceIdOf(currentTrace());
