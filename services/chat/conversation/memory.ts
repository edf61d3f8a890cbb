import { z } from "zod";
import { chatAnswer, chatMessage } from "../../shared/contracts/api/chat.ts";
import { aggregateId, instant } from "../../shared/contracts/domain-event.ts";
import { step } from "./step.ts";

/** As many as a page shows; with replies of 3 KB a conversation stays far below 1 MB. */
const messagesMax = 40;
/** Turns whose answer is given again when they are repeated. */
const answersMax = 10;
/** Reminders that are remembered as told; more in a week than anybody snoozes. */
const toldMax = 50;
/** After so long nobody remembers what "yes" was about. */
export const questionMs = 10 * 60_000;

/** A task or a template that the conversation can point at. */
const thing = z.object({
  kind: z.enum(["task", "recurring"]),
  id: aggregateId,
  title: z.string(),
});
export type Thing = z.output<typeof thing>;

/** One way to answer, and what follows from it. */
const option = z.object({
  label: z.string(),
  /** How much of something that repeats it is about. */
  scope: z.enum(["this", "following", "template"]).optional(),
  /** Other words for it, folded. */
  answers: z.array(z.string()),
  steps: z.array(step),
  /** Said when there is nothing to do. */
  reply: z.string(),
});
export type Option = z.output<typeof option>;

/** What the next text may answer. The last two understand the first text again, as it was meant. */
const open = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("options"), options: z.array(option) }),
  z.object({ kind: z.literal("which"), said: z.string(), at: instant, things: z.array(thing) }),
  z.object({ kind: z.literal("more"), said: z.string(), at: instant }),
]);

const asked = z.object({
  text: z.string(),
  choices: z.array(z.string()),
  open,
  until: instant,
});
export type Asked = z.output<typeof asked>;

/** A turn whose changes were decided and are perhaps half done. */
const running = z.object({
  key: z.string(),
  text: z.string(),
  at: instant,
  timezone: z.string(),
  engine: chatAnswer.shape.engine,
  /** Said before what became of the steps. */
  reply: z.string(),
  steps: z.array(step),
});
export type Running = z.output<typeof running>;

const answered = z.object({ key: z.string(), text: z.string(), answer: chatAnswer });

/** Everything that is known about one conversation: one document, changed by compare-and-set. */
export const memory = z.object({
  /** Turns that were answered; the next one has this number. */
  turn: z.int().min(0),
  timezone: z.string(),
  messages: z.array(chatMessage),
  /** What was listed last, so that "the second one" means something. */
  shown: z.array(thing),
  /** What "it" is. */
  it: thing.nullable(),
  asked: asked.nullable(),
  running: running.nullable(),
  answers: z.array(answered),
  /** Events that were told here. */
  told: z.array(z.string()),
});
export type Memory = z.output<typeof memory>;

export const emptyMemory: Memory = {
  turn: 0,
  timezone: "UTC",
  messages: [],
  shown: [],
  it: null,
  asked: null,
  running: null,
  answers: [],
  told: [],
};

/** The memory without what is older than anybody asks for. */
export const trimmed = (memory: Memory): Memory => ({
  ...memory,
  messages: memory.messages.slice(-messagesMax),
  answers: memory.answers.slice(-answersMax),
  told: memory.told.slice(-toldMax),
});
