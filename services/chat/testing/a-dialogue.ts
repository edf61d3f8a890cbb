import { parse } from "../language/parse.ts";
import { aChat, type Chat } from "./a-chat.ts";

/** What happens in a dialogue. */
export type Exchange =
  /** What is said, then the lines of the answer; "?" before the ways to answer. */
  | readonly [said: string, ...answer: string[]]
  /** Dates of the first template become tasks. */
  | { readonly occurs: readonly string[] }
  /** The first reminder of a task fires, and this is told. */
  | { readonly fires: string; readonly told: string }
  | { readonly minutesPass: number }
  /** What the task service has then, by title. */
  | { readonly tasks: readonly string[] };

/** Plays a dialogue with the real parser and task service; gives it as it went. */
export async function played(
  exchanges: readonly Exchange[],
  timezone = "UTC",
): Promise<readonly Exchange[]> {
  const chat = await aChat(parse);
  const heard: Exchange[] = [];
  for (const exchange of exchanges) heard.push(await happens(chat, exchange, timezone));
  return heard;
}

async function happens(chat: Chat, exchange: Exchange, timezone: string): Promise<Exchange> {
  if ("occurs" in exchange) {
    const [template] = await chat.templates();
    for (const local of exchange.occurs) await chat.occurs(template?.id ?? "", local);
    return exchange;
  }
  if ("fires" in exchange) {
    const task = (await chat.tasksNow()).find(({ title }) => title === exchange.fires);
    if (!task) throw new Error(`there is no task "${exchange.fires}"`);
    await (await chat.fires(task)).deliver();
    return { ...exchange, told: (await chat.messages()).at(-1)?.text ?? "" };
  }
  if ("minutesPass" in exchange) {
    await chat.clock.advance(exchange.minutesPass * 60_000);
    return exchange;
  }
  if ("tasks" in exchange) {
    const tasks = await chat.tasksNow();
    return { tasks: tasks.map(({ title, status }) => `${title}: ${status}`) };
  }
  const [said] = exchange;
  const { reply, question } = await chat.say(said, { timezone });
  const choices = question ? [`? ${question.choices.join(" | ")}`] : [];
  return [said, ...reply.split("\n"), ...choices];
}
