import type { ToolProblem } from "../tools/tool.ts";
import type { Outcome } from "./outcome.ts";
import type { Step } from "./step.ts";
import { quoted } from "./texts.ts";

/** What is said when a step was refused: why, and the way out. */
export function refused({ tool, title }: Step, { code, field, detail }: ToolProblem): Outcome {
  const reason = field && detail.startsWith(`${field}: `) ? detail.slice(field.length + 2) : detail;
  if (code === "not_found")
    return { text: `${quoted(title)} is not there any more, so nothing was changed.` };
  if (tool === "undo" && code === "conflict") {
    return { text: "There is nothing to undo from the last 10 minutes." };
  }
  if (/in the future/.test(reason)) {
    return { text: `${reason}. Nothing was changed; say a later time, such as "in 15 minutes".` };
  }
  if (/at most 3 reminders/.test(reason)) {
    const wayOut = 'Say "dismiss it" or "remove reminders from it" first.';
    return {
      text: `${quoted(title)} has 3 reminders already, and more are not possible. ${wayOut}`,
    };
  }
  if (/needs a due_date/.test(reason)) {
    const example = 'Say a moment, such as "remind me about it tomorrow at 9:00".';
    return { text: `${quoted(title)} has no date to count from. ${example}` };
  }
  return { text: `I could not do that for ${quoted(title)}: ${reason}.` };
}
