import { type Asking, askTask } from "./ask-task.ts";
import type { ToolPowers, ToolResult } from "./tool.ts";
import { isToolName, type ToolInputs, type ToolName, type ToolOutputs, tools } from "./tools.ts";

export interface ToolboxPorts extends Asking, Pick<ToolPowers, "clock" | "parse"> {}

/** The tools in the hand of one person, for one command. */
export interface Toolbox {
  /** Refusals come back as a value; rejects with RetryableError or TerminalError only. */
  call<N extends ToolName>(name: N, input: ToolInputs[N]): Promise<ToolResult<ToolOutputs[N]>>;
  /** The same for a name and an input that came from outside. */
  callNamed(name: string, input: unknown): Promise<ToolResult<ToolOutputs[ToolName]>>;
}

type Performers = {
  readonly [N in ToolName]: {
    perform(input: unknown, powers: ToolPowers): Promise<ToolResult<ToolOutputs[N]>>;
  };
};

/**
 * All tools for one person and one command, e.g.
 * `await toolbox(ports).call("create_task", { title: "Tea" })`.
 */
export function toolbox({ clock, parse, ...asking }: ToolboxPorts): Toolbox {
  const powers: ToolPowers = { ask: askTask(asking), clock, parse };
  const performers: Performers = tools;
  return {
    call: (name, input) => performers[name].perform(input, powers),
    async callNamed(name, input) {
      if (isToolName(name)) return performers[name].perform(input, powers);
      return { ok: false, problem: { code: "unknown_tool", detail: unknownTool(name) } };
    },
  };
}

/** Longer names are not repeated to whoever made them up. */
const nameShown = 64;

function unknownTool(name: string): string {
  const known = Object.keys(tools).join(", ");
  return `there is no tool ${JSON.stringify(name.slice(0, nameShown))}; there are ${known}`;
}
