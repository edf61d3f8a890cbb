import type { Clock } from "../../shared/kit/clock.ts";
import { messageOf } from "../../shared/kit/errors.ts";
import type { UserLogs } from "../log/user-logs.ts";
import type { Entry } from "../view.ts";
import type { Marks } from "./marks.ts";
import { type Lane, newLane, type SettlePorts, settleInLine } from "./settle.ts";

/** How long a reply waits for its events; they are published in any case. */
const budgetMs = 100;
/** A mark older than this is made young again before it vouches for another commit. */
const markTrustedMs = 10_000;
/** A replica whose mark is older than this has died, or will notice that its mark is too old. */
const orphanAfterMs = 30_000;
export interface RelayPorts extends SettlePorts {
  readonly clock: Clock;
  readonly replica: string;
  readonly marks: Marks;
  readonly exclusive: UserLogs["exclusive"];
}

/**
 * Brings committed entries to the broker: at once when it can, later when it must.
 *
 * The cursor `pub:{user}` says up to where everything is published. It moves only in `settle`,
 * over entries that this process has published itself or publishes then; so what another replica
 * committed and could not publish is never passed over. Duplicates are possible, losses are not.
 */
export function relay(ports: RelayPorts) {
  const { clock, marks } = ports;
  const lanes = new Map<string, Lane>();

  function laneOf(user: string): Lane {
    const known = lanes.get(user);
    if (known) return known;
    const lane = newLane();
    lanes.set(user, lane);
    return lane;
  }

  async function mark(user: string, lane: Lane): Promise<void> {
    const at = clock.now();
    if (at - lane.markedAt <= markTrustedMs) return;
    await marks.set(user);
    lane.markedAt = at;
  }

  async function beforeCommit(user: string): Promise<void> {
    const lane = laneOf(user);
    lane.active = true;
    await mark(user, lane);
  }

  function afterCommit(user: string, entries: readonly Entry[]): void {
    const lane = laneOf(user);
    lane.active = true;
    lane.chain = lane.chain.then(async () => {
      if (lane.blocked) return;
      try {
        await ports.publish(user, entries);
        for (const { seq } of entries) lane.own.add(seq);
      } catch (thrown) {
        lane.blocked = true;
        ports.log.warn("relay.postponed", { user, error: messageOf(thrown) });
      }
    });
  }

  /** Forgets a person for whom nothing is left to publish. */
  const release = (user: string, lane: Lane) =>
    ports.exclusive(user, async () => {
      if (lane.active || (await settleInLine(ports, user, lane)) === undefined) return;
      lane.markedAt = Number.NEGATIVE_INFINITY;
      await marks.remove(user);
      lanes.delete(user);
    });

  /** Looks after one of this process's own people; one who was idle twice is let go. */
  async function tend(user: string, lane: Lane): Promise<void> {
    const idle = !lane.active;
    lane.active = false;
    const settled = await settleInLine(ports, user, lane);
    if (settled === undefined) lane.active = true;
    if (idle && !lane.active) await release(user, lane);
    else await mark(user, lane);
  }

  /** Takes over what a replica that died has left; of its own former life it keeps the mark. */
  async function adopt(user: string, replica: string): Promise<void> {
    const lane = laneOf(user);
    await mark(user, lane);
    const settled = await settleInLine(ports, user, lane);
    if (settled !== undefined && replica !== ports.replica) await marks.remove(user, replica);
  }

  async function sweepOnce(): Promise<void> {
    for (const [user, lane] of [...lanes]) await tend(user, lane);
    const now = clock.now();
    for (const { user, replica, at } of await marks.all()) {
      const own = replica === ports.replica;
      if (own ? !lanes.has(user) : now - at > orphanAfterMs) await adopt(user, replica);
    }
  }

  let sweeping: Promise<void> | undefined;

  return {
    beforeCommit,
    afterCommit,
    /** Resolves when the person's events are out, or the reply should not wait any longer. */
    published: (user: string): Promise<void> =>
      Promise.race([laneOf(user).chain, clock.sleep(budgetMs)]),
    /** Settles this process's own people, and those of replicas that died. One at a time. */
    sweep(): Promise<void> {
      sweeping ??= sweepOnce().finally(() => {
        sweeping = undefined;
      });
      return sweeping;
    },
  };
}

export type Relay = ReturnType<typeof relay>;
