import { Problem } from "../../shared/kit/problem.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import type { ToolInputs, ToolName, ToolOutputs } from "../tools/tools.ts";

/** Looks something up. A refusal becomes a Problem of the person's text. */
export async function look<N extends ToolName>(
  tools: Toolbox,
  name: N,
  input: ToolInputs[N],
): Promise<ToolOutputs[N]> {
  const answer = await tools.call(name, input);
  if (answer.ok) return answer.value;
  throw refused(answer.problem.detail);
}

/** What repeats, all of it. */
export const templatesOf = async (tools: Toolbox) =>
  (await look(tools, "list_recurring", {})).items;

/** A look is refused only for what the person wrote: a search or a tag that cannot be. */
export const refused = (detail: string): Problem =>
  new Problem("invalid", {
    detail: `text: ${detail}`,
    errors: [{ field: "text", message: detail }],
  });
