import { createHash } from "node:crypto";
import type { Context } from "hono";
import { aggregateId } from "../shared/contracts/domain-event.ts";
import { type Clock, isoNow } from "../shared/kit/clock.ts";
import { idempotencyKeyIn, personIn } from "../shared/kit/peer-call.ts";
import { Problem } from "../shared/kit/problem.ts";
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
  const id = idempotencyKeyIn(c) ?? ports.newId();
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
