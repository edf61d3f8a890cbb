import type { Question, Span } from "../../shared/contracts/api/parsed.ts";
import { type Token, tokenize } from "./tokens.ts";

type Kind = Span["kind"];

/** A value that was read, and the index of the token behind it. */
export interface Read<T> {
  readonly value: T;
  readonly to: number;
}

/** The words of a text, which of them were understood as what, and what has to be asked. */
export class Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly #kinds: (Kind | undefined)[];
  readonly #questions: Question[] = [];

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
    this.#kinds = this.tokens.map(() => undefined);
  }

  get end(): number {
    return this.tokens.length;
  }

  /** The index behind the last word: a mark or "please" may follow. */
  get wordsEnd(): number {
    let end = this.end;
    while (end > 0 && /^[.!?,]$|^please$/.test(this.word(end - 1))) end -= 1;
    return end;
  }

  /** The word at this place; empty for what is none: taken, quoted, a tag or outside. */
  word(i: number): string {
    const token = this.isFree(i) ? this.tokens[i] : undefined;
    return token && token.kind !== "tag" ? token.word : "";
  }

  isFree(i: number): boolean {
    return i >= 0 && i < this.end && this.#kinds[i] === undefined;
  }

  isMark(i: number): boolean {
    return this.tokens[i]?.kind === "mark";
  }

  /**
   * The index behind a phrase that begins here, or 0. "next|this" is a choice, "the?" may be
   * missing.
   */
  phrase(i: number, pattern: string): number {
    let at = i;
    for (const { words, optional } of compiled(pattern)) {
      if (words.has(this.word(at))) at += 1;
      else if (!optional) return 0;
    }
    return at;
  }

  /** The words were understood; nobody else reads them, and they are not in the title. */
  take(kind: Kind, from: number, to: number): void {
    for (let i = from; i < to; i += 1) this.#kinds[i] ??= kind;
  }

  kindOf(i: number): Kind | undefined {
    return this.#kinds[i];
  }

  /** The text of these tokens as it was written. */
  slice(from: number, to: number): string {
    const [first, last] = [this.tokens[from], this.tokens[to - 1]];
    return first && last && to > from ? this.text.slice(first.from, last.to) : "";
  }

  /** The whole text with these tokens written differently: a way to answer a question. */
  rewritten(from: number, to: number, words: string): string {
    const start = this.tokens[from]?.from ?? this.text.length;
    const end = this.tokens[to - 1]?.to ?? start;
    const all = `${this.text.slice(0, start)}${words}${this.text.slice(end)}`;
    return tidied(all);
  }

  /** Asks back. Only the first question is put: its answer may settle the others. */
  ask(text: string, choices: readonly string[] = []): void {
    this.#questions.push({ text, choices });
  }

  get question(): Question | null {
    return this.#questions[0] ?? null;
  }

  /** Neighbours that were understood as the same are one span. */
  spans(): Span[] {
    const spans: Span[] = [];
    for (const [i, { from, to }] of this.tokens.entries()) {
      const kind = this.#kinds[i];
      if (kind === undefined) continue;
      const last = spans.at(-1);
      const continues = last?.kind === kind && this.#kinds[i - 1] === kind && kind !== "tag";
      if (last && continues) spans[spans.length - 1] = { ...last, to };
      else spans.push({ kind, from, to });
    }
    return spans;
  }
}

/** A text from which words were taken out, without the marks that have no neighbour any more. */
export function tidied(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/(?:^| )[,;](?= |$)/g, "")
    .replace(/,(?: ?,)+/g, ",")
    .replace(/[\s,;:]+$/, "")
    .trim();
}

interface Element {
  readonly words: ReadonlySet<string>;
  readonly optional: boolean;
}

const cache = new Map<string, readonly Element[]>();

/** Patterns are written in the code, so there are only as many as there are. */
function compiled(pattern: string): readonly Element[] {
  const known = cache.get(pattern);
  if (known) return known;
  const made = pattern.split(" ").map((part): Element => {
    const optional = part.length > 1 && part.endsWith("?");
    return { words: new Set((optional ? part.slice(0, -1) : part).split("|")), optional };
  });
  cache.set(pattern, made);
  return made;
}
