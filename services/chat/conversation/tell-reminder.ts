import type { ChatMessage } from "../../shared/contracts/api/chat.ts";
import type { DueReminder } from "../../shared/contracts/entities/due-reminder.ts";
import { RetryableError } from "../../shared/kit/errors.ts";
import { type Conversations, conversationSeconds } from "./conversations.ts";
import { dueWords } from "./dates.ts";
import type { Memory } from "./memory.ts";
import type { Around } from "./plan.ts";

/** A reminder whose moment has come, for one person. */
export interface ToldReminder {
  readonly user: string;
  /** The event's id. */
  readonly event: string;
  /** When the event happened. */
  readonly firedAt: string;
  readonly due: DueReminder;
}

/** Each lost round is a turn of the person; the event comes again anyway. */
const roundsMax = 5;

/**
 * Says a reminder in the person's latest conversation. Delivered twice it is said once: the first
 * delivery fixes the conversation, and that remembers what was told.
 */
export async function tellReminder(
  told: ToldReminder,
  {
    conversations,
    newId,
    nowMs,
  }: { conversations: Conversations; newId: () => string; nowMs: number },
): Promise<void> {
  const { user, event } = told;
  const id = await conversations.place(user, event, newId);
  for (let round = 0; round < roundsMax; round++) {
    const before = await conversations.read(user, id);
    const after = withReminder(before.memory, told, nowMs);
    if (after === before.memory) return;
    if (await conversations.keep(user, id, before, after)) return;
  }
  throw new RetryableError("the conversation changes too often to be told a reminder");
}

/** The conversation after the bot has spoken first: "it" is now the task. */
export function withReminder(memory: Memory, told: ToldReminder, nowMs: number): Memory {
  const { event, due } = told;
  if (memory.told.includes(event) || mayBeForgotten(told, nowMs)) return memory;
  const { task } = due;
  const timezone = memory.turn > 0 ? memory.timezone : (task.timezone ?? memory.timezone);
  const text = reminderText(due, { nowMs, timezone });
  const message: ChatMessage = {
    id: event,
    from: "bot",
    text,
    at: new Date(nowMs).toISOString(),
    question: { text, choices: ["done", "snooze it 15 minutes", "dismiss it"] },
  };
  return {
    ...memory,
    timezone,
    messages: [...memory.messages, message],
    it: { kind: "task", id: task.id, title: task.title },
    told: [...memory.told, event],
  };
}

/** The conversation that it was told in may have ended since: nobody knows, and nobody needs it now. */
const mayBeForgotten = ({ firedAt }: ToldReminder, nowMs: number) =>
  nowMs - Date.parse(firedAt) >= conversationSeconds * 1_000;

/** Further ahead than this a time of day says more than a number of minutes. */
const countedMinutesMax = 120;

/** "Reminder: Meeting with Sarah in 15 minutes". */
export function reminderText({ task: { title, due_date } }: DueReminder, around: Around): string {
  if (due_date === null) return `Reminder: ${title}`;
  const words = dueWords(due_date, around);
  if (!due_date.includes("T")) return `Reminder: ${title}, due ${words}`;
  const minutes = Math.round((Date.parse(due_date) - around.nowMs) / 60_000);
  if (minutes < 0) return `Reminder: ${title}, was due ${words}`;
  if (minutes === 0) return `Reminder: ${title} now`;
  if (minutes > countedMinutesMax) return `Reminder: ${title}, due ${words}`;
  return `Reminder: ${title} in ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}
