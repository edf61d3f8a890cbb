import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { messageOf, RetryableError } from "../../shared/kit/errors.ts";
import type { Log } from "../../shared/kit/log.ts";
import { asData, dataNotice } from "../tools/as-data.ts";
import { describedTools } from "../tools/described.ts";
import type { ToolResult } from "../tools/tool.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { isToolName, tools } from "../tools/tools.ts";
import { type Confirmed, confirmable, confirmed } from "./confirming.ts";

export interface McpServerPorts {
  /** The tools for one message of the request. */
  readonly toolboxFor: (message: string) => Toolbox;
  readonly log: Log;
}

const instructions = `Tasks, reminders and what repeats, of one person. ${dataNotice} \
What a tool's annotations call destructive is done at the second call, with the confirmation that \
the first one was answered with: ask the person in between. undo takes back the last command.`;

/**
 * The protocol's side of one request. The lower of the library's two servers: the higher one shows
 * an empty schema for every tool whose input is normalised while it is parsed, as ours are.
 */
export function mcpServer(access: "all" | "read", { toolboxFor, log }: McpServerPorts): Server {
  const server = new Server(
    { name: "nudge", version: "1.0.0" },
    { capabilities: { tools: {} }, instructions },
  );
  server.onerror = (error) => log.warn("mcp.refused", { error: error.message });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: describedTools(access).map((each) => ({ ...confirmable(each) })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { requestId }) => {
    const { name, arguments: input = {} } = params;
    if (!isToolName(name)) {
      const known = describedTools(access).map((each) => each.name);
      throw new McpError(ErrorCode.InvalidParams, `unknown tool; there are ${known.join(", ")}`);
    }
    if (access === "read" && tools[name].effect !== "read") return answered(readOnly(name));
    try {
      const box = toolboxFor(JSON.stringify(requestId));
      const step = await confirmed(name, input, box);
      if (step.kind === "ask") return asking(step);
      return answered(await box.callNamed(name, step.input));
    } catch (thrown) {
      log.error("mcp.call-failed", { tool: name, error: messageOf(thrown) });
      return answered(thrown instanceof RetryableError ? away : failed);
    }
  });
  return server;
}

const away: ToolResult<never> = {
  ok: false,
  problem: { code: "unavailable", detail: "try again in a moment" },
};

const failed: ToolResult<never> = {
  ok: false,
  problem: { code: "internal", detail: "something went wrong on our side" },
};

const readOnly = (name: string): ToolResult<never> => ({
  ok: false,
  problem: {
    code: "read_only",
    detail: `${name} changes tasks: connect without read-only mode and with the scope tasks:write`,
  },
});

/** The answer for programs and, marked as data, for models that only read text. */
export function answered(result: ToolResult<unknown>): CallToolResult {
  const content = [{ type: "text" as const, text: asData(result) }];
  if (result.ok) {
    return { content, structuredContent: { ...objectOf(result.value) }, isError: false };
  }
  // Not as structured content: clients check that against the tool's schema, and would throw.
  return { content, _meta: { problem: result.problem }, isError: true };
}

/** What would be done is the person's data, too. */
function asking({ detail, confirmation, affected }: Confirmed & { kind: "ask" }): CallToolResult {
  const problem = { code: "needs_confirmation", detail, confirmation, affected };
  const text = `Not done. ${dataNotice}\n${JSON.stringify(problem)}`;
  return { content: [{ type: "text", text }], _meta: { problem }, isError: true };
}

const objectOf = (value: unknown): object =>
  typeof value === "object" && value !== null ? value : {};
