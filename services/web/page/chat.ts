import { batch, signal } from "@preact/signals";
import { asked, newKey, once } from "./asked.ts";
import { choicesIn, conversationIn, type Said } from "./chat-shape.ts";
import { present } from "./present.ts";
import { messageOf, Refusal, textIn } from "./problem.ts";
import { begin } from "./toast.ts";

/** What was said, oldest first. */
export const said = signal<readonly Said[]>([]);
/** Whether an answer is on its way. */
export const talk = signal<"quiet" | "waiting">("quiet");

let conversation: string | undefined;
/** Another person sits here since: an answer to an earlier one comes too late. */
let sitting = 0;
/** A text that nobody answered: the same text again is the same turn. */
let unanswered: { readonly text: string; readonly key: string } | undefined;

/** Reads the latest conversation. Without one, or without an answer, the chat begins empty. */
export async function readChat(): Promise<void> {
  const mine = sitting;
  try {
    const latest = conversationIn(await asked("/api/chat"));
    if (mine !== sitting || talk.value === "waiting") return;
    conversation = latest.id;
    said.value = latest.said;
  } catch (thrown) {
    // The list beside it says that the server is away; the first word brings the conversation back.
    if (!(thrown instanceof Refusal)) throw thrown;
  }
}

/** Says something. Throws a Refusal, and nothing was said then. */
export async function say(text: string): Promise<void> {
  const mine = sitting;
  const key = unanswered?.text === text ? unanswered.key : newKey();
  unanswered = { text, key };
  begin();
  const at = present().toISOString();
  const before = said.value;
  batch(() => {
    talk.value = "waiting";
    said.value = [...before, { id: key, from: "person", text, at, choices: [] }];
  });
  try {
    const body = {
      text,
      timezone: ownZone(),
      ...(conversation && { conversation_id: conversation }),
    };
    const answer = await asked("/api/chat", { method: "POST", body, headers: once(key) });
    if (mine !== sitting) return;
    unanswered = undefined;
    conversation = textIn(answer, "conversation_id");
    const reply = textIn(answer, "reply") ?? "";
    said.value = [
      ...said.value,
      { id: `${key}-reply`, from: "bot", text: reply, at, choices: choicesIn(answer) },
    ];
  } catch (thrown) {
    if (mine === sitting) said.value = before;
    // Its conversation is kept for a week: the next word begins a new one.
    if (thrown instanceof Refusal && thrown.status === 404) conversation = undefined;
    if (thrown instanceof Refusal && thrown.status >= 400 && thrown.status < 500) {
      unanswered = undefined;
    }
    throw new Refusal(statusOf(thrown), messageOf(thrown));
  } finally {
    if (mine === sitting) talk.value = "quiet";
  }
}

const statusOf = (thrown: unknown): number => (thrown instanceof Refusal ? thrown.status : 0);

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The bot's word about a reminder comes a little after the reminder. */
const lookAgainMs = [300, 1_000, 3_000];

/** A reminder has come: the bot is about to speak first. */
export function listen(): void {
  const mine = sitting;
  const known = said.value.length;
  const look = (pauses: readonly number[]): void => {
    const [pause, ...rest] = pauses;
    if (pause === undefined || mine !== sitting || said.value.length > known) return;
    setTimeout(() => void readChat().then(() => look(rest)), pause);
  };
  look(lookAgainMs);
}

/** Another person sits here now. */
export function forgetChat(): void {
  sitting += 1;
  conversation = undefined;
  unanswered = undefined;
  batch(() => {
    said.value = [];
    talk.value = "quiet";
  });
}
