import type { z } from "zod";
import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import { matching } from "../../shared/kit/body.ts";
import type { Clock } from "../../shared/kit/clock.ts";
import { Problem, type ProblemCode } from "../../shared/kit/problem.ts";
import type { AskTask } from "./ask-task.ts";

/** A refusal that a person or a model can read and mend. */
export interface ToolProblem {
  readonly code:
    | ProblemCode
    | "unknown_tool"
    | "read_only"
    | "needs_confirmation"
    | "too_many_calls";
  /** Path in the tool's input: "changes.title". */
  readonly field?: string;
  readonly detail: string;
}

export type ToolResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: ToolProblem };

/** "destroy" takes something away, or changes much at once: a person confirms it first. */
export type Effect = "read" | "change" | "destroy";

/** Understands a sentence as it was meant at a moment in a zone. */
export type Parse = (
  text: string,
  at: { readonly now: string; readonly timezone: string },
) => Parsed | Promise<Parsed>;

/** What a tool works with. Whose tasks these are was decided before: no input can name a person. */
export interface ToolPowers {
  readonly ask: AskTask;
  readonly clock: Clock;
  readonly parse: Parse;
}

/** A tool as it is written down. */
interface ToolSpec<Name extends string, I extends z.ZodType, O extends z.ZodType> {
  readonly name: Name;
  /** What it does, for whoever chooses among the tools. */
  readonly says: string;
  readonly effect: Effect;
  /** Whether doing it again with the same input leaves everything as it is. */
  readonly idempotent: boolean;
  readonly input: I;
  readonly output: O;
  run(input: z.output<I>, powers: ToolPowers): Promise<z.output<O>>;
}

/** A tool as it is used: it takes anything, and parses it before it does anything. */
export interface Tool<Name extends string, I extends z.ZodType, O extends z.ZodType>
  extends Omit<ToolSpec<Name, I, O>, "run"> {
  /** The input as it would be used, or what is wrong with it; nothing is done. */
  check(input: unknown): ToolResult<z.output<I>>;
  /** Refusals come back as a value; rejects with RetryableError or TerminalError only. */
  perform(input: unknown, powers: ToolPowers): Promise<ToolResult<z.output<O>>>;
}

/** A typed thing that the engine, a model or an MCP client can ask for. */
export function tool<const Name extends string, I extends z.ZodType, O extends z.ZodType>({
  run,
  ...spec
}: ToolSpec<Name, I, O>): Tool<Name, I, O> {
  return {
    ...spec,
    check(input) {
      try {
        return { ok: true, value: matching(spec.input, input) };
      } catch (thrown) {
        return refused(thrown);
      }
    },
    async perform(input, powers) {
      try {
        return { ok: true, value: await run(matching(spec.input, input), powers) };
      } catch (thrown) {
        return refused(thrown);
      }
    },
  };
}

function refused(thrown: unknown): ToolResult<never> {
  if (thrown instanceof Problem) return { ok: false, problem: toolProblem(thrown) };
  throw thrown;
}

function toolProblem({ code, message, details }: Problem): ToolProblem {
  const field = details.errors?.[0]?.field;
  return { code, detail: message, ...(field === undefined ? {} : { field }) };
}
