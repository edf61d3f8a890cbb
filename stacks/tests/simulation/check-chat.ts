import type { Entry } from "../../../services/task/view.ts";
import type { Past } from "./past.ts";
import type { World } from "./world.ts";

interface Conversation {
  readonly messages: readonly { readonly id: string; readonly text: string }[];
}

/** Reminders are told once in the chat, and a sentence is done once however often it is said. */
export function chatIsRight(
  { store }: World,
  user: string,
  log: readonly Entry[],
  { life, lived }: Past,
): readonly string[] {
  if (life.kind !== "hours") return [];
  const messages = store
    .keys()
    .filter((key) => key.startsWith(`chat||conversation:${user}:`))
    .flatMap((key) => {
      const { messages }: Conversation = JSON.parse(store.get(key)?.value ?? "");
      return messages;
    });
  const told = log
    .filter(({ type }) => type === "reminder.triggered")
    .map(({ seq }) => `${user}:${seq}`)
    .flatMap((event) => {
      const count = messages.filter(({ id }) => id === event).length;
      return count === 1 ? [] : [`${event} was told ${count} times in the chat`];
    });
  const done = lived.turns
    .filter(({ asked }) => asked.user === user)
    .flatMap(({ asked: { id, status }, title }) => {
      const made = log.filter(
        (one) => one.type === "task.created" && one.task.title === title,
      ).length;
      if (made > 1) return [`${id} was said once and done ${made} times`];
      return status === 200 && made === 0 ? [`${id} was answered and not done`] : [];
    });
  const others = messages.filter(({ text }) => text.includes(user === "ann" ? "ben " : "ann "));
  return [...told, ...done, ...others.map(({ text }) => `${user} heard "${text}"`)];
}
