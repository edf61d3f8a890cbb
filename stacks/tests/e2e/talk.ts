import { chatAnswer, chatPage } from "../../../services/shared/contracts/api/chat.ts";
import { ask, type Person } from "./person.ts";

const timezone = "Europe/Berlin";

/** A conversation of one person with the bot. */
export function talkOf(person: Person) {
  let conversation: string | undefined;
  return {
    /** Says something and gives the bot's answer. */
    async say(text: string) {
      const body = { text, timezone, ...(conversation && { conversation_id: conversation }) };
      const answer = await person.call("POST", "/api/chat", body);
      if (answer.status !== 200)
        throw new Error(`"${text}" is answered ${answer.status}: ${answer.text}`);
      const said = chatAnswer.parse(answer.body);
      conversation = said.conversation_id;
      return said;
    },
    /** What the bot said, oldest first, also unasked. */
    async heard(): Promise<readonly string[]> {
      const answer = await person.call("GET", "/api/chat");
      const { messages } = chatPage.parse(answer.body);
      return messages.filter(({ from }) => from === "bot").map(({ text }) => text);
    },
  };
}

/** Moves the application's time and plays what happens on the way. */
export async function moveTime(url: string, move: { by: string } | { to: string }): Promise<void> {
  const answer = await ask(url, "/dev/clock", { method: "POST", body: move });
  if (answer.status !== 200) throw new Error(`time does not move: ${answer.text}`);
}

/** The next Monday at this hour of UTC that is at least a day away: time moves forward only. */
export function nextMonday(hour: number): Date {
  const day = new Date(Date.now() + 24 * 3_600_000);
  day.setUTCHours(hour, 0, 0, 0);
  while (day.getUTCDay() !== 1 || day.getTime() < Date.now() + 24 * 3_600_000) {
    day.setUTCDate(day.getUTCDate() + 1);
  }
  return day;
}
