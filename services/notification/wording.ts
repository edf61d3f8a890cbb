import { escaped } from "../shared/kit/escaped.ts";
import { localText } from "../shared/recurrence/local-time.ts";
import { localOf } from "../shared/recurrence/zone.ts";
import type { Notice } from "./notices.ts";

/** What a message says, before it is put into the form of its channel. */
export interface Content {
  readonly subject: string;
  /** When the task is due; null when it has no date. */
  readonly due: string | null;
  /** Why the person gets it. */
  readonly footer: string;
}

export const contentOf = ({ title, due_date, timezone }: Notice): Content => ({
  subject: `Reminder: ${oneLine(title)}`,
  due: due_date === null ? null : `Due ${dueInWords(due_date, timezone ?? "UTC")}`,
  footer: "You asked Nudge to remind you of this.",
});

/** A message that only shows that a channel works. */
export const testContent: Content = {
  subject: "Nudge can reach you here",
  due: null,
  footer: "You asked Nudge for this test message.",
};

function dueInWords(due: string, zone: string): string {
  if (!due.includes("T")) return due;
  const local = localText(localOf(Date.parse(due), zone)).replace("T", " at ");
  return `${local.slice(0, "2026-01-05 at 09:00".length)} (${zone})`;
}

export const plainText = ({ subject, due, footer }: Content): string =>
  [subject, ...(due === null ? [] : [due]), "", footer, ""].join("\n");

/** A mail program shows it as it is: inline styles, nothing to load, nothing that runs. */
export const htmlText = ({ subject, due, footer }: Content): string => `<!doctype html>
<html lang="en"><body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1e2521">
<p style="margin:0 0 8px;font-size:20px;font-weight:600">${escaped(subject)}</p>
${due === null ? "" : `<p style="margin:0 0 16px">${escaped(due)}</p>\n`}<p style="margin:16px 0 0;color:#56605a;font-size:13px">${escaped(footer)}</p>
</body></html>
`;

/** One SMS; a longer text would be paid and delivered in parts. */
const smsMax = 160;
/** Three dots: the character for them would turn the SMS into one of 70 letters. */
const cut = "...";

export function smsText({ subject, due }: Content): string {
  const rest = due === null ? "" : `. ${due}`;
  if (subject.length + rest.length <= smsMax) return subject + rest;
  let kept = "";
  for (const letter of subject) {
    if (kept.length + letter.length + cut.length + rest.length > smsMax) break;
    kept += letter;
  }
  return kept + cut + rest;
}

/** Controls and line ends would become headers of a mail; overrides make a text pretend. */
const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
