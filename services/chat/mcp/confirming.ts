import { createHash } from "node:crypto";
import { z } from "zod";
import type { DescribedTool } from "../tools/described.ts";
import type { ToolResult } from "../tools/tool.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { type ToolInputs, type ToolName, tools } from "../tools/tools.ts";

/** What a second call carries: the value that the first one was answered with. */
const field = "confirmation";
const says =
  "Leave it out at first: the answer says what would be done, and the value to put here once the \
person has confirmed it.";
/** 96 bits: what would be done now and what was confirmed before do not look alike. */
const valueCharacters = 16;

const called = z.record(z.string(), z.unknown());

/** One thing that would be changed, as far as a person needs it to decide. */
interface Affected {
  readonly id: string;
  readonly title: string;
  readonly version: number;
}

/** What is to be done with a call. */
export type Confirmed =
  | { readonly kind: "do"; readonly input: unknown }
  | {
      readonly kind: "ask";
      readonly detail: string;
      readonly confirmation: string;
      readonly affected: readonly Affected[];
    };

/** The tool with the field by which it is confirmed, when it takes something away. */
export function confirmable(tool: DescribedTool): DescribedTool {
  if (!tool.annotations.destructiveHint) return tool;
  const { properties = {} } = tool.inputSchema;
  const confirmation = { type: "string", description: says } as const;
  const inputSchema = { ...tool.inputSchema, properties: { ...properties, [field]: confirmation } };
  return { ...tool, inputSchema };
}

/**
 * Whether a call may be carried out. One that takes something away is answered first with what it
 * would do. The protocol's own question (elicitation) needs a session that stays open, and there
 * is none here; so the value follows from what would be done, and any replica can check it. When
 * that has changed in between, the value is another, and it is asked again.
 */
export async function confirmed(name: ToolName, given: unknown, box: Toolbox): Promise<Confirmed> {
  const whole = called.safeParse(given);
  if (tools[name].effect !== "destroy" || !whole.success) return { kind: "do", input: given };
  const { [field]: value, ...input } = whole.data;
  const checked = tools[name].check(input);
  if (!checked.ok) return { kind: "do", input };
  const affected = await affectedBy(name, input, box);
  // Nothing is there (any more): the service says so, or repeats its answer to the same command.
  if (affected.length === 0) return { kind: "do", input };
  const confirmation = createHash("sha256")
    .update(JSON.stringify([name, checked.value, affected]))
    .digest("base64url")
    .slice(0, valueCharacters);
  if (value === confirmation) return { kind: "do", input };
  const why =
    value === undefined
      ? "nothing was done yet"
      : "nothing was done: what would be done is not, or no longer, what was confirmed";
  const detail = `${why}; show the person what is affected, and when they agree, call ${name} again \
with the same arguments and this ${field}`;
  return { kind: "ask", detail, confirmation, affected };
}

/** What a call would change, of what is there. */
async function affectedBy(name: ToolName, input: unknown, box: Toolbox) {
  switch (name) {
    case "delete_task":
      return tasksOf([oneId.parse(input).id], box);
    case "bulk_tasks":
      return tasksOf(manyIds.parse(input).ids, box);
    case "delete_recurring": {
      const { id } = oneId.parse(input);
      const { items } = givenBy(await box.call("list_recurring", {})) ?? { items: [] };
      return items.filter((one) => one.id === id).map(shown);
    }
    default:
      throw new Error(`mcp: nobody has decided what ${name} shows before it is confirmed`);
  }
}

const oneId = z.object({ id: z.string() });
const manyIds = z.object({ ids: z.array(z.string()) });

async function tasksOf(ids: ToolInputs["bulk_tasks"]["ids"], box: Toolbox) {
  const found = await Promise.all(ids.map((id) => box.call("get_task", { id })));
  return found.flatMap((result) => {
    const task = givenBy(result);
    return task ? [shown(task)] : [];
  });
}

const givenBy = <Value>(result: ToolResult<Value>): Value | undefined =>
  result.ok ? result.value : undefined;

const shown = ({ id, title, version }: Affected): Affected => ({ id, title, version });
