import { z } from "zod";
import type { ToolInputs, ToolName } from "../tools/tools.ts";

/** The tools that change something; a turn writes down which of them it will use, and how. */
export const stepTools = [
  "create_task",
  "edit_task",
  "complete_task",
  "reopen_task",
  "delete_task",
  "bulk_tasks",
  "add_reminder",
  "snooze_reminder",
  "dismiss_reminder",
  "create_recurring",
  "edit_recurring",
  "pause_recurring",
  "resume_recurring",
  "skip_recurring",
  "delete_recurring",
  "undo",
] as const satisfies readonly ToolName[];

export type StepTool = (typeof stepTools)[number];

/** One change: done once however often it is tried. */
export interface StepOf<N extends StepTool> {
  readonly tool: N;
  readonly input: ToolInputs[N];
  /** What the person calls the thing, to tell of a failure. */
  readonly title: string;
}

export type Step = { [N in StepTool]: StepOf<N> }[StepTool];

const written = z.object({
  tool: z.enum(stepTools),
  input: z.looseObject({}),
  title: z.string(),
});

/** A step as it was written down; the tool parses its input before it does anything. */
export const step = z.custom<Step>((value) => written.safeParse(value).success, "is no step");
