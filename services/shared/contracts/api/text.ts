import { z } from "zod";

/** Controls, line ends, lone surrogates, direction overrides: a text pretends to be another. */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const forbiddenBeyondLines = /(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
/** More marks on one letter than any script uses: they overflow into the lines around. */
const stacked = /\p{M}{9}/u;
const visible = /[^\s\p{Cf}\p{M}]/u;

const length = (text: string) => [...text].length;

/** What is said of a text that pretends to be another. */
export const noTricks =
  "must not contain control characters, direction overrides or stacked accents";

/** Whether a text of several lines is what it looks like. */
export const isHonest = (text: string): boolean =>
  !forbiddenBeyondLines.test(text) && !stacked.test(text);

/** One line that shows something, trimmed and in NFC; lengths count code points. */
export const line = (max: number) =>
  z
    .string()
    .max(max * 4, `must have at most ${max} characters`)
    .transform((text) => text.normalize("NFC").trim())
    .refine((text) => visible.test(text), "must not be empty")
    .refine((text) => length(text) <= max, `must have at most ${max} characters`)
    .refine((text) => !forbidden.test(text) && !stacked.test(text), noTricks)
    .meta({ minLength: 1, maxLength: max });

/** A text of several lines, possibly empty. */
export const paragraph = (max: number) =>
  z
    .string()
    .max(max * 4, `must have at most ${max} characters`)
    .transform((text) => text.normalize("NFC").replaceAll("\r\n", "\n"))
    .refine((text) => length(text) <= max, `must have at most ${max} characters`)
    .refine(isHonest, noTricks)
    .meta({ maxLength: max });
