import { dates } from "../../services/chat/language/golden/dates.ts";
import { everyday } from "../../services/chat/language/golden/everyday.ts";
import { recurrences } from "../../services/chat/language/golden/recurrences.ts";
import { reminders } from "../../services/chat/language/golden/reminders.ts";
import { onApplication } from "./application.ts";
import type { Group, Run } from "./group.ts";
import { timed } from "./measure.ts";
import type { Figure } from "./report.ts";
import { percentile } from "./statistics.ts";

const person = "reader";
/** A page asks while a person types; past this it lags behind the fingers. */
const typingMs = 5;

/** What it takes to understand a sentence, and to answer one in the chat. */
export const understanding: Group = {
  says: "The whole application in one process: sentences of the golden set, one after another.",
  run: (how) =>
    onApplication(async (ask) => {
      const parse = await latencies(how, "understood", (text) =>
        ask(person, "chat", {
          method: "POST",
          path: "/parse",
          body: { text, timezone: "Europe/Berlin" },
        }),
      );
      const chat = await latencies(how, "answered", (text) =>
        ask(person, "chat", {
          method: "POST",
          path: "/chat",
          body: { text, timezone: "Europe/Berlin" },
        }),
      );
      return [
        figure("understand a sentence, p50", parse, 0.5),
        {
          ...figure("understand a sentence, p95", parse, 0.95),
          target: { kind: "at most", value: typingMs },
        },
        figure("answer a sentence in the chat, p50", chat, 0.5),
        figure("answer a sentence in the chat, p95", chat, 0.95),
      ];
    }),
};

async function latencies(
  { mode, progress }: Run,
  done: string,
  ask: (text: string) => Promise<unknown>,
): Promise<readonly number[]> {
  const texts = [...everyday, ...dates, ...recurrences, ...reminders].map(({ text }) => text);
  const some = texts.filter((_, i) => mode !== "quick" || i % 5 === 0);
  progress(`${some.length} sentences ${done}`);
  const ms: number[] = [];
  for (const text of some) ms.push(await timed(() => ask(text)));
  return ms;
}

const figure = (name: string, ms: readonly number[], part: number): Figure => ({
  name,
  value: percentile(ms, part),
  unit: "ms",
});
