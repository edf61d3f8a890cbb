import { z } from "zod";
import { parseRequest } from "../../shared/contracts/api/chat.ts";
import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import { isoNow } from "../../shared/kit/clock.ts";
import { tool } from "./tool.ts";

export const parseText = tool({
  name: "parse_text",
  says:
    "Understands a sentence: title, due date, recurrence as an RRULE, reminders, priority, tags. " +
    "`question` says what to ask the person when it cannot be decided. Changes nothing.",
  effect: "read",
  idempotent: true,
  input: parseRequest.pick({ text: true, timezone: true }),
  output: z.object({ parsed: z.custom<Parsed>() }),
  async run({ text, timezone }, { parse, clock }) {
    return { parsed: await parse(text, { now: isoNow(clock), timezone }) };
  },
});
