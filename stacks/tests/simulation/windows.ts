import { taskUpdates } from "../../../services/shared/contracts/task-updates.ts";
import { connect } from "../../../services/shared/kit/connect.ts";
import { allScopes } from "../../../services/shared/kit/scope.ts";
import { changesAfter } from "../../../services/sync/changes.ts";
import type { OpenWindow } from "../../../services/sync/open-window.ts";
import { type OpenWindows, openWindows } from "../../../services/sync/open-windows.ts";
import { sync } from "../../../services/sync/service.ts";
import type { Instance, World } from "./world.ts";

/** A replica of the sync service, without its wire. */
interface Replica {
  readonly instance: Instance;
  readonly windows: OpenWindows;
}

/** What a window was told, and whether that was ever out of order. */
export interface Watched {
  readonly user: string;
  last: number | undefined;
  resets: number;
  readonly told: { readonly seq: number; readonly id: string; readonly type: string }[];
  readonly wrong: string[];
}

/** Replicas of the sync service that hear every update; they die and come back empty. */
export function syncReplicas(world: World, count: number): { any(): Replica | undefined } {
  const alive = new Map<number, Replica>();
  const start = (n: number) => {
    const instance = world.instance("sync", `sync-${n}`);
    const ports = world.portsOf(instance);
    const windows = openWindows({
      clock: ports.clock,
      log: ports.log,
      verify: async (token) => ({
        id: token,
        sessionId: "s",
        expiresAt: 9_999_999_999,
        proof: "session",
        scopes: allScopes,
      }),
      changesAfter: changesAfter(connect(sync, ports)),
    });
    alive.set(n, { instance, windows });
    instance.died.catch(() => {
      alive.delete(n);
      world.schedule.after(3_000, () => start(n));
    });
  };
  for (let n = 0; n < count; n++) {
    start(n);
    world.bus.join({
      id: `sync-${n}`,
      topics: ["task-updates"],
      batch: 1,
      receive: async (_topic, events) =>
        events.map((event) => {
          const replica = alive.get(n);
          replica?.windows.update(taskUpdates.parse(event.data));
          return replica !== undefined;
        }),
    });
  }
  return { any: () => world.rng.pick([...alive.values()]) };
}

/** Keeps a person's window open: when the wire breaks, it connects again with its cursor. */
export function keepWatching(
  world: World,
  replicas: { any(): Replica | undefined },
  user: string,
): Watched {
  const watched: Watched = { user, last: undefined, resets: 0, told: [], wrong: [] };
  const connectAgain = () => world.schedule.after(500 + world.rng.below(500), connectNow);

  function connectNow(): void {
    const replica = replicas.any();
    if (!replica) {
      connectAgain();
      return;
    }
    const { instance, windows } = replica;
    let open = true;
    const lost = () => {
      if (!open) return;
      open = false;
      connectAgain();
    };
    const window: OpenWindow = windows.open(
      {
        send: (text) => (open && !instance.dead ? hear(watched, text) : undefined),
        ping: () => world.schedule.after(10, () => window.pong()),
        close: () => {
          windows.gone(window);
          lost();
        },
        terminate: () => {
          windows.gone(window);
          lost();
        },
        bufferedBytes: () => 0,
      },
      watched.last,
    );
    instance.died.catch(lost);
    window.said(JSON.stringify({ type: "auth", token: user }));
    // Some wires break without a reason.
    if (world.faults.crash > 0 && world.rng.chance(0.5)) {
      world.schedule.after(world.rng.below(20_000), () => {
        windows.gone(window);
        lost();
      });
    }
  }

  connectNow();
  return watched;
}

function hear(watched: Watched, text: string): void {
  // The frames are sync's own: see its frames.ts.
  const frame = JSON.parse(text) as {
    type: string;
    seq: number;
    aggregate_id: string;
    event_type: string;
  };
  switch (frame.type) {
    case "ready":
      watched.last ??= frame.seq;
      break;
    case "reset":
      watched.resets++;
      watched.last = frame.seq;
      break;
    case "change":
      if (watched.last !== undefined && frame.seq !== watched.last + 1) {
        watched.wrong.push(`after ${watched.last} came ${frame.seq}`);
      }
      watched.last = frame.seq;
      watched.told.push({ seq: frame.seq, id: frame.aggregate_id, type: frame.event_type });
      break;
    case "error":
      break;
    default:
      watched.wrong.push(`an unknown frame "${frame.type}"`);
  }
}
