import { z } from "zod";
import { aggregateId, instant } from "../domain-event.ts";
import { timezone } from "./due.ts";
import { isHonest, noTricks, paragraph } from "./text.ts";

/** Nobody says a task in more words, and long texts are where parsers are slow. */
export const chatTextMax = 500;

const conversationId = aggregateId.describe("What an earlier answer named.");

/** `POST /api/chat`: one sentence of a person. */
export const chatRequest = z.strictObject({
  text: paragraph(chatTextMax)
    .transform((text) => text.replaceAll(/\s+/g, " ").trim())
    .refine((text) => text !== "", "must not be empty")
    .meta({ minLength: 1, maxLength: chatTextMax }),
  /** The person's zone; the one of the turn before when left out, UTC at first. */
  timezone: timezone.optional(),
  /** Left out: a new conversation. */
  conversation_id: conversationId.optional(),
});

const action = z.object({
  /** The tool that was used: "create_task", "snooze_reminder". */
  tool: z.string(),
  task_id: aggregateId.optional(),
  recurring_task_id: aggregateId.optional(),
  summary: z.string(),
});

const question = z.object({
  text: z.string(),
  /** Ways to answer, ready to be sent back as text. */
  choices: z.array(z.string()),
});

/** `POST /api/chat` answers this. */
export const chatAnswer = z.object({
  conversation_id: aggregateId,
  reply: z.string(),
  /** What was done, in order; nothing when the bot only asks or tells. */
  actions: z.array(action),
  /** What the next text is expected to answer. */
  question: question.optional(),
  /** Who understood the text. */
  engine: z.enum(["rules", "model"]),
});

/** `GET /api/chat?conversation_id=`: the person's latest conversation when left out. */
export const chatQuery = z.strictObject({ conversation_id: conversationId.optional() });

export const chatMessage = z.object({
  id: z.string(),
  from: z.enum(["person", "bot"]),
  text: z.string(),
  at: instant,
  actions: z.array(action).optional(),
  question: question.optional(),
});

/** `GET /api/chat` answers this; null and nothing before the first word. */
export const chatPage = z.object({
  conversation_id: aggregateId.nullable(),
  messages: z.array(chatMessage),
});

/** `POST /api/parse`: understands a sentence and changes nothing. */
export const parseRequest = z.strictObject({
  /** Not trimmed, because the answer counts its characters. */
  text: z
    .string()
    .min(1, "must not be empty")
    .max(chatTextMax, `must have at most ${chatTextMax} characters`)
    // Line ends as other systems write them are counted, and no trick.
    .refine((text) => isHonest(text.replaceAll("\r\n", "\n")), noTricks),
  /** The moment at which it is said; the present one when left out. */
  now: z.iso
    .datetime({ offset: true, error: 'must be a moment such as "2026-01-05T09:00:00+01:00"' })
    .optional(),
  timezone: timezone.default("UTC"),
});

export type ChatRequest = z.output<typeof chatRequest>;
export type ChatAction = z.output<typeof action>;
export type ChatQuestion = z.output<typeof question>;
export type ChatAnswer = z.output<typeof chatAnswer>;
export type ChatMessage = z.output<typeof chatMessage>;
export type ChatPage = z.output<typeof chatPage>;
