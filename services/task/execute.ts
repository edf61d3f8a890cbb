import { createHash } from "node:crypto";
import type { Context } from "hono";
import { aggregateId, userId } from "../shared/contracts/domain-event.ts";
import { type Clock, isoNow } from "../shared/kit/clock.ts";
import { personHeader } from "../shared/kit/door.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";
import { currentTrace } from "../shared/kit/trace.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import type { Committed } from "./log/plan.ts";
import type { UserLogs } from "./log/user-logs.ts";

export interface CommandPorts {
  readonly logs: UserLogs;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly published: (user: string) => Promise<void>;
}

/** 96 bits: two different commands under one id will not look alike. */
const fingerprintLength = 16;

/** Brings a request's command to the person's log, once however often it is repeated. */
export function execute(c: Context, command: Command, ports: CommandPorts): Promise<Committed> {
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([c.req.method, c.req.path, command]))
    .digest("base64url")
    .slice(0, fingerprintLength);
  const id = idempotencyKey(c) ?? ports.newId();
  return carryOut(personIn(c), { id, fingerprint }, command, ports);
}

/** Brings a command to a log, and its events out. */
export async function carryOut(
  user: string,
  { id, fingerprint }: { readonly id: string; readonly fingerprint: string },
  command: Command,
  ports: CommandPorts,
): Promise<Committed> {
  const now = isoNow(ports.clock);
  const committed = await ports.logs.append(user, {
    id,
    fingerprint,
    at: now,
    cause: currentTrace(),
    decide: (view) => decide(command, view, { userId: user, now, newId: ports.newId }),
  });
  await ports.published(user);
  return committed;
}

/** The verified person whom the calling door names. */
export function personIn(c: Context): string {
  const parsed = userId.safeParse(c.req.header(personHeader));
  if (parsed.success) return parsed.data;
  throw invalid(personHeader, "the calling service must name the person");
}

/** The id in the path; one that cannot be an id is simply not there. */
export function idIn(c: Context): string {
  const parsed = aggregateId.safeParse(c.req.param("id"));
  if (parsed.success) return parsed.data;
  throw new Problem("not_found", { detail: "there is nothing with this id" });
}

/** What a command is about, and the version that the person has seen. */
export function target(c: Context): { id: string; ifMatch?: string } {
  const ifMatch = c.req.header("if-match");
  return { id: idIn(c), ...(ifMatch === undefined ? {} : { ifMatch }) };
}

function idempotencyKey(c: Context): string | undefined {
  const key = c.req.header("idempotency-key");
  if (key === undefined || /^[A-Za-z0-9_.:-]{1,64}$/.test(key)) return key;
  throw invalid("Idempotency-Key", 'use 1 to 64 of A-Z, a-z, 0-9, "_", ".", ":" and "-"');
}

/** Each parameter once: which of two would be meant is a guess. */
export function queryOf(c: Context): Record<string, string> {
  // Assigning to a literal object would lose a parameter named "__proto__" without a word.
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => {
      if (values.length > 1) throw invalid(name, "is there twice");
      return [name, values[0] ?? ""];
    }),
  );
}
