import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import type { Thing } from "./memory.ts";

/** A sentence as it was understood. */
export interface Command {
  readonly parsed: Parsed;
  /** What was said, with the answers to what was asked back. */
  readonly said: string;
  /** When the first word of it was said. */
  readonly at: string;
  /** What was chosen among several that fit. */
  readonly chosen?: readonly Thing[];
}

/** Understands a sentence as it was meant at a moment in a zone. Pure; throws a LanguageError. */
export type Understand = (said: {
  readonly text: string;
  readonly now: string;
  readonly timezone: string;
}) => Parsed;
