import { chatTextMax } from "../../shared/contracts/api/chat.ts";
import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import type { Command, Understand } from "./command.ts";
import { bestFits, fitness, folded, partlyFits } from "./match.ts";
import type { Asked, Memory, Option } from "./memory.ts";
import { type Around, nothing, type Plan, say } from "./plan.ts";

/** What a text means in a conversation: a plan that was waiting for it, or a command. */
export type Meaning =
  | { readonly kind: "plan"; readonly plan: Plan }
  | { readonly kind: "command"; readonly command: Command };

type Saying = Pick<Memory, "asked"> & {
  readonly said: string;
  readonly around: Around;
  readonly understand: Understand;
};

/** Reads a text as the answer to the open question when it can be one, else as a command. */
export function meaningOf(saying: Saying): Meaning {
  const { asked, said, around, understand } = saying;
  const now = new Date(around.nowMs).toISOString();
  const parsed = understand({ text: said, now, timezone: around.timezone });
  const command: Meaning = { kind: "command", command: { parsed, said, at: now } };
  if (!asked) return isAnswer(parsed) ? (unasked(parsed) ?? command) : command;
  if (Date.parse(asked.until) > around.nowMs) return answerTo(asked, parsed, saying) ?? command;
  const { open } = asked;
  const isLate = open.kind === "options" && optionFor(said, parsed, open.options) !== undefined;
  return isLate || isAnswer(parsed) ? plan(say(texts.expired)) : command;
}

const texts = {
  expired:
    "That question is more than 10 minutes old, so nothing was done. Please say what you want again.",
  noQuestion:
    "I have not asked anything just now, so nothing was done. Tell me what to do, " +
    'for example "list my tasks".',
  noList: 'I have not listed anything yet. Say "list my tasks" first, then "the second one".',
};

const plan = (what: Plan): Meaning => ({ kind: "plan", plan: what });

const isAnswer = ({ intent }: Parsed): boolean =>
  intent === "confirm" || intent === "refuse" || intent === "choose";

/** A "yes" that nobody asked for; a position may be one of the list that was shown. */
const unasked = ({ intent, target }: Parsed): Meaning | undefined =>
  intent === "choose" && target?.kind === "position"
    ? undefined
    : plan(say(target?.kind === "all" ? texts.noList : texts.noQuestion));

/** What follows when the text answers the question; undefined when it is about something else. */
function answerTo(asked: Asked, parsed: Parsed, saying: Saying): Meaning | undefined {
  const { open } = asked;
  if (parsed.intent === "refuse") return plan(refused(open));
  switch (open.kind) {
    case "options": {
      const chosen = optionFor(saying.said, parsed, open.options);
      if (chosen) return plan({ steps: chosen.steps, reply: chosen.reply });
      return isAnswer(parsed) ? again(asked) : undefined;
    }
    case "which": {
      const chosen = chosenIn(parsed, open.things) ?? onlyFit(saying.said, parsed, open.things);
      if (!chosen)
        return isAnswer(parsed) || isFewWords(saying.said, parsed) ? again(asked) : undefined;
      const first = asItWasMeant(open, saying);
      return { kind: "command", command: { ...first, chosen } };
    }
    case "more":
      return completed(asked, open, parsed, saying);
    default:
      return open satisfies never;
  }
}

function refused(open: Asked["open"]): Plan {
  const no = open.kind === "options" ? open.options.find(({ label }) => label === "no") : undefined;
  return say((no ?? nothing).reply);
}

/** The same question once more: what was answered is none of its choices. */
const again = ({ text, choices, open }: Asked): Meaning =>
  plan({
    steps: [],
    reply:
      choices.length === 0
        ? text
        : `Please answer with one of ${choices.map((one) => `"${one}"`).join(", ")}.`,
    asked: { text, choices, open },
  });

function optionFor(said: string, parsed: Parsed, options: readonly Option[]): Option | undefined {
  const text = folded(said).replace(/[.!]+$/, "");
  const named = options.find(({ label, answers }) => text === label || answers.includes(text));
  if (named) return named;
  if (parsed.intent === "confirm") return options.find(({ label }) => label === "yes");
  if (parsed.intent !== "choose") return undefined;
  const scoped = options.find(({ scope }) => scope !== undefined && scope === parsed.scope);
  const [one, ...more] = chosenIn(parsed, options) ?? [];
  return scoped ?? (more.length === 0 ? one : undefined);
}

/** Those at the positions that were said; undefined when one of them is not there. */
function chosenIn<T>({ intent, target }: Parsed, items: readonly T[]): readonly T[] | undefined {
  if (intent !== "choose") return undefined;
  if (target?.kind === "all") return items;
  if (target?.kind !== "position") return undefined;
  const chosen = target.positions.flatMap((at) => items.at(at > 0 ? at - 1 : at) ?? []);
  return chosen.length === target.positions.length ? chosen : undefined;
}

/** A few words of one title are an answer too: "mum" after "Call mum or call dad?". */
function onlyFit<T extends { readonly title: string }>(
  said: string,
  { intent, due, recurrence }: Parsed,
  things: readonly T[],
): readonly T[] | undefined {
  const isPlain = intent === "create" || intent === "unknown" || intent === "choose";
  if (!isPlain || due || recurrence) return undefined;
  const [one, ...more] = bestFits(said, things, ({ title }) => title);
  return one && more.length === 0 && fitness(said, one.title) >= partlyFits ? [one] : undefined;
}

/** After "which one?" a word or two that fit none are no new task. */
const isFewWords = (said: string, { intent, due, recurrence }: Parsed): boolean =>
  intent === "create" &&
  !due &&
  !recurrence &&
  !/^(add|create|new)\b/i.test(said) &&
  said.split(" ").length < 3;

type First = { readonly said: string; readonly at: string };

const asItWasMeant = ({ said, at }: First, { around, understand }: Saying): Command => ({
  parsed: understand({ text: said, now: at, timezone: around.timezone }),
  said,
  at,
});

/** Other than these, a sentence after a question is a command of its own. */
const partial: readonly Parsed["intent"][] = ["create", "unknown", "choose", "confirm", "list"];
/** "tomorrow" alone asks for a list as well; these words ask for nothing else. */
const asksAnew = /^(list|show|what|search|find|add|create|new)\b/i;

/** "tomorrow" after "Move it to tomorrow or to next week?": the one choice that ends so. */
function onlyEnd(said: string, choices: readonly string[]): string | undefined {
  const [one, ...more] = choices.filter((choice) =>
    ` ${folded(choice)}`.endsWith(` ${folded(said)}`),
  );
  return more.length === 0 ? one : undefined;
}

/** A reminder is of a new task or of one that is there: the answer may be what tells. */
const isReminding = (intent: Parsed["intent"]) => intent === "create" || intent === "remind";

/** "the second one"; a bare number may be a time or a day. */
function atPlace(said: string, parsed: Parsed, choices: readonly string[]): string | undefined {
  const [one, ...more] = (/^\d+$/.test(said.trim()) ? undefined : chosenIn(parsed, choices)) ?? [];
  return more.length === 0 ? one : undefined;
}

/** "yes" and "add it" where there is one way to go on. */
function agreed(said: string, { intent }: Parsed, choices: readonly string[]): string | undefined {
  const [one, ...more] = choices;
  const agrees = intent === "confirm" || /^add (?:it|that|this)[.!]?$/.test(folded(said));
  return agrees && more.length === 0 ? one : undefined;
}

/** "create" and "find" alone are said of other things as well when more words follow. */
function opened(said: string): string {
  if (/^(?:create|new|make|add (?:it|that|this|something))$/i.test(said.trim())) return "add";
  return /^(?:find|look(?: for)?)$/i.test(said.trim()) ? "search" : said;
}

/** The answer to "when?" completes what was said before; a sentence of its own does not. */
function completed(
  asked: Asked,
  first: First,
  parsed: Parsed,
  saying: Saying,
): Meaning | undefined {
  const { choices } = asked;
  const choice =
    onlyEnd(saying.said, choices) ??
    atPlace(saying.said, parsed, choices) ??
    agreed(saying.said, parsed, choices);
  if (choice !== undefined) {
    const command = asItWasMeant({ said: choice, at: first.at }, saying);
    return { kind: "command", command };
  }
  if (!partial.includes(parsed.intent) || asksAnew.test(saying.said)) return undefined;
  const said = `${opened(first.said)} ${saying.said}`;
  if (said.length > chatTextMax) return undefined;
  const command = asItWasMeant({ said, at: first.at }, saying);
  const { question, intent, title } = command.parsed;
  const before = asItWasMeant(first, saying).parsed;
  const isSame = intent === before.intent || [intent, before.intent].every(isReminding);
  const fits = intent !== "unknown" && (isSame || before.intent === "unknown");
  // Another question is a step further only when this was the answer to the first: its title.
  const isFurther = before.title === null && title !== null;
  if (fits && (question === null || isFurther)) {
    return { kind: "command", command };
  }
  return isAnswer(parsed) ? again(asked) : undefined;
}
