import type { MCPServer } from "@openai/agents";
import { asData } from "../tools/as-data.ts";
import { describedTools } from "../tools/described.ts";
import type { GuardedTools } from "./guarded-tools.ts";

/** Events of the process on which the SDK puts handlers of its own while it is loaded. */
const processEvents = ["SIGINT", "SIGTERM", "unhandledRejection", "beforeExit"] as const;

let loading: ReturnType<typeof load> | undefined;

/** The SDK, loaded when it is first needed: without a key nobody pays its 70 MB. */
export const agentsSdk = (): ReturnType<typeof load> => (loading ??= load());

async function load() {
  const events: NodeJS.EventEmitter = process;
  const before = processEvents.map((event) => new Set(events.listeners(event)));
  const agents = await import("@openai/agents");
  // Seen in 0.20.0: its handler of SIGTERM ends the process as soon as traces are flushed, while
  // our requests are still being answered, and the one for rejections hides them.
  for (const [i, event] of processEvents.entries()) {
    for (const listener of events.listeners(event)) {
      // Node's own type knows listeners as functions of any kind, and takes only one kind back.
      if (!before[i]?.has(listener)) events.removeListener(event, listener as () => void);
    }
  }
  // What people write is sent to the model that the operator chose, and nowhere else.
  agents.setTracingDisabled(true);
  agents.setTraceProcessors([]);
  agents.setSensitiveDataLoggingEnabled(false);
  const { default: OpenAI } = await import("openai");
  return { ...agents, OpenAI };
}

/**
 * The tools as the MCP server that the SDK expects, in the same words as at the MCP door. It is
 * called instead of connected to: a wire within one process would add nothing but copies.
 */
export const asMcpServer = (guarded: GuardedTools): MCPServer => ({
  name: "nudge",
  cacheToolsList: false,
  connect: () => Promise.resolve(),
  close: () => Promise.resolve(),
  invalidateToolsCache: () => Promise.resolve(),
  listTools: async () =>
    describedTools("all").map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema: {
        type: "object" as const,
        properties: inputSchema.properties ?? {},
        required: inputSchema.required ?? [],
        additionalProperties: false,
      },
    })),
  callTool: async (name, input) => [
    { type: "text", text: asData(await guarded.call(name, input ?? {})) },
  ],
});
