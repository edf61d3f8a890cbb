import { z } from "zod";
import type { Connection } from "../shared/kit/connect.ts";
import type { Ports } from "../shared/kit/ports.ts";
import type { StateKey } from "../shared/kit/state.ts";
import type { Books } from "./books.ts";
import { type Claim, claimed, leaseMs, nextAttemptMs, type Result, recorded } from "./decide.ts";
import type { DueIndex } from "./due-index.ts";
import { deliveryId, type SendOne } from "./sender.ts";
import type { webhook } from "./service.ts";

const kept = z.object({ body: z.string() });

export interface AttemptPorts {
  readonly state: Connection<typeof webhook>["state"];
  readonly eventKey: (user: string, seq: number) => StateKey;
  readonly books: Books;
  readonly due: DueIndex;
  readonly sendOne: SendOne;
  readonly ports: Pick<Ports, "machineClock" | "log">;
  /** Ends the work after the attempts that have begun. */
  readonly stop: AbortSignal;
}

/** Sends what is due of one person: claim, attempt, record, until nothing is left. */
export function sendDue(given: AttemptPorts): (user: string) => Promise<void> {
  const { state, eventKey, books, due, sendOne, stop } = given;
  const { machineClock: clock, log } = given.ports;

  const sendClaim = async (user: string, { hook, deliveries: all }: Claim): Promise<void> => {
    const results: Result[] = [];
    for (const one of all) {
      if (stop.aborted) break;
      const stored = await state.get(eventKey(user, one.seq));
      const outcome = stored
        ? await sendOne(hook, {
            event: one.event_type,
            delivery: deliveryId(user, one),
            body: kept.parse(stored.value).body,
          })
        : ({ kind: "refused", reason: "the event is not kept any more" } as const);
      results.push({ seq: one.seq, outcome });
      if (outcome.kind === "delivered") continue;
      log.info("webhook.failed", { user, hook: hook.id, seq: one.seq, reason: outcome.reason });
      const nextMs = nextAttemptMs(one, clock.now());
      if (outcome.kind === "failed" && nextMs !== undefined) await due.note(nextMs, user);
      // The next would most likely fail, too.
      break;
    }
    await books.change(user, (before) => ({
      book: recorded(before, hook.id, results, clock.now()),
      result: undefined,
    }));
  };

  /** A slow hook does not hold up another. */
  const send = async (user: string): Promise<void> => {
    const peek = stop.aborted ? undefined : await books.read(user);
    if (!peek || claimed(peek, clock.now()).claims.length === 0) return;
    // Whoever claims may die, or fail and leave the rest: then somebody has to look again.
    await due.note(clock.now() + leaseMs, user);
    const claims = await books.change(user, (before) => {
      const { book, claims: taken } = claimed(before, clock.now());
      return { book, result: taken };
    });
    await Promise.all(
      claims.map(async (claim) => {
        await sendClaim(user, claim);
        await send(user);
      }),
    );
  };

  return send;
}
