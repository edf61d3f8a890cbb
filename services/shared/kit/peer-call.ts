import type { Context } from "hono";
import { userId } from "../contracts/domain-event.ts";
import { personHeader } from "./door.ts";
import { invalid, Problem } from "./problem.ts";

/** The person whom a door has verified. Throws `forbidden` when it names none. */
export function personIn(c: Context): string {
  const person = userId.safeParse(c.req.header(personHeader));
  if (person.success) return person.data;
  throw new Problem("forbidden", { detail: `${personHeader}: a door must say who asks` });
}

/** The query, each parameter once: which of two would be meant is a guess. Throws `invalid`. */
export function queryOf(c: Context): Record<string, string> {
  // Assigning to a literal object would lose a parameter named "__proto__" without a word.
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => {
      if (values.length > 1) throw invalid(name, "is there twice");
      return [name, values[0] ?? ""];
    }),
  );
}

const keyForm = /^[A-Za-z0-9_.:-]{1,64}$/;

/** The name under which a command may be repeated, when it has one. Throws `invalid`. */
export function idempotencyKeyIn(c: Context): string | undefined {
  const key = c.req.header("idempotency-key");
  if (key === undefined || keyForm.test(key)) return key;
  throw invalid("Idempotency-Key", 'use 1 to 64 of A-Z, a-z, 0-9, "_", ".", ":" and "-"');
}
