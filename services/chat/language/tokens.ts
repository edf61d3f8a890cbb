import { corrected } from "./spelling.ts";
import { weekdays } from "./vocabulary.ts";

/** A piece of the text. What is untouchable (in quotes, an address) belongs to the title only. */
export interface Token {
  readonly kind: "word" | "tag" | "mark" | "untouchable";
  /** As it is compared: lower case, typing errors corrected. */
  readonly word: string;
  /** UTF-16 offsets in the text; `to` is behind the last character. */
  readonly from: number;
  readonly to: number;
}

/** Every recogniser looks at each token a few times; nobody says more words in 500 characters. */
export const tokensMax = 200;

const untouchable = [
  '"[^"]*"',
  "“[^”]*”",
  "«[^»]*»",
  "`[^`]*`",
  "(?<![\\p{L}\\p{N}])['‘](?:[^'’]|(?<=\\p{L})['’](?=\\p{L}))*['’](?![\\p{L}\\p{N}])",
  "https?://\\S+",
  "[\\p{L}\\p{N}._%+-]+@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+",
].join("|");
const tag =
  "(?<![\\p{L}\\p{N}#&])#(?!\\d+(?![\\p{L}\\p{N}_-]))[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_-]*";
/**
 * An instant as programs write it, with its zone: "2026-11-27T17:00Z", "2026-11-27 17:00+01:00".
 * Behind a space "10:00-12:00" is two times, and no zone is further than 14 hours from UTC.
 */
const clock = "\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?";
const ahead = "[Zz]|\\+(?:0\\d|1[0-4]):?[0-5]\\d";
const isoInstant =
  "(?<![\\p{L}\\p{N}])\\d{4}-\\d{2}-\\d{2}" +
  `(?:[Tt]${clock}(?:${ahead}|-(?:0\\d|1[0-4]):?[0-5]\\d)| ${clock}(?:${ahead}))` +
  "(?![\\p{L}\\p{N}:])";
const word = "[\\p{L}\\p{N}\\p{M}_]+(?:[.:'’/-][\\p{L}\\p{N}\\p{M}_]+)*";
const pieces = new RegExp(`(${untouchable})|(${tag})|(${isoInstant})|(${word})|\\S`, "gu");
/** "2026-02-14T08:30" is a date and a time. */
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/;
const joined = /[^/-]+|[/-]/g;

/** Splits a text; what stands behind the 199th token is one more, untouchable. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(pieces)) {
    const from = found.index;
    if (tokens.length >= tokensMax - 1) {
      tokens.push({ kind: "untouchable", word: "", from, to: text.trimEnd().length });
      break;
    }
    tokens.push(...tokensOf(found, tokens.length === 0));
  }
  return tokens;
}

function tokensOf(found: RegExpExecArray, isFirst: boolean): Token[] {
  const [raw, untouched, tagged, instant, worded] = found;
  const from = found.index;
  const to = from + raw.length;
  if (untouched !== undefined) return [{ kind: "untouchable", word: "", from, to }];
  const plain = raw.normalize("NFKC").toLowerCase().replaceAll("’", "'");
  if (tagged !== undefined) return [{ kind: "tag", word: raw.slice(1), from, to }];
  if (instant !== undefined) {
    return [
      { kind: "word", word: raw.toUpperCase().replace(" ", "T").replace(",", "."), from, to },
    ];
  }
  if (worded === undefined) return [{ kind: "mark", word: plain, from, to }];
  if (dateTime.test(raw)) {
    const date: Token = { kind: "word", word: raw.slice(0, 10), from, to: from + 10 };
    return [date, { kind: "word", word: raw.slice(11, 16), from: from + 11, to }];
  }
  const parts = [...raw.matchAll(joined)];
  // "mon-fri" and "mon/wed" are several words; "follow-up" is one.
  if (parts.length > 1 && parts.every(([part]) => /[/-]/.test(part) || isWeekday(part))) {
    return parts.map((part): Token => {
      const at = from + part.index;
      const kind = /[/-]/.test(part[0]) ? "mark" : "word";
      return { kind, word: part[0].toLowerCase(), from: at, to: at + part[0].length };
    });
  }
  return [{ kind: "word", word: corrected(plain, isFirst), from, to }];
}

function isWeekday(part: string): boolean {
  return weekdays.has(part.toLowerCase());
}
