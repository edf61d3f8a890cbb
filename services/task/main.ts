import { RetryableError } from "../shared/kit/errors.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { routes } from "./api.ts";
import { eventsOf } from "./events.ts";
import { carryOut } from "./execute.ts";
import { feedsIn } from "./feeds.ts";
import { chunkLimits } from "./log/chunk.ts";
import { tasksPerPage } from "./log/snapshot.ts";
import { type LogLimits, userLogs } from "./log/user-logs.ts";
import { marks } from "./relay/marks.ts";
import { relay } from "./relay/relay.ts";
import { task } from "./service.ts";

/** About 40,000 tasks in memory; people beyond that are read again from their snapshots. */
const cacheBytesMax = 64 * 1_024 * 1_024;
/** A cold reader folds at most this many entries, and a few of the chunk around them. */
const snapshotEvery = 512;

const limits: LogLimits = { ...chunkLimits, snapshotEvery, tasksPerPage, cacheBytesMax };

/** The task service with given limits: a simulation makes them small to reach them often. */
export const taskProgram = (own: LogLimits) =>
  host(task, ({ key, state, publishAll }, { clock, log, newId, settings }) => {
    const { replica } = settings;
    const chunk = (user: string, n: number) => key("log", user, n);
    const bridge = relay({
      state,
      clock,
      log,
      replica,
      marks: marks({ state, clock, replica, key: (shard) => key("dirty", String(shard)) }),
      cursorKey: (user) => key("pub", user),
      chunkKey: chunk,
      publish: (user, entries) => publishAll(entries.flatMap((entry) => eventsOf(user, entry))),
      exclusive: (user, work) => logs.exclusive(user, work),
    });
    const logs = userLogs({
      state,
      clock,
      log,
      limits: own,
      keys: {
        chunk,
        head: (user) => key("head", user),
        page: (user, seq, page) => key("snap", user, seq, page),
      },
      beforeCommit: bridge.beforeCommit,
      afterCommit: bridge.afterCommit,
    });
    const ports = { logs, clock, newId, published: bridge.published };
    return {
      on: {
        // Proposed twice is made once: the log remembers the dates of each template. It is not the
        // command that tells: a date that is proposed after it was done asks for the next one.
        "occurrence.due": async ({ data }) => {
          const command = { kind: "occurrence", proposal: data } as const;
          await carryOut(data.user_id, { id: `made:${newId()}`, fingerprint: "" }, command, ports);
        },
        // Proposed twice fires once: only a pending reminder fires.
        "reminder.due": async ({ id, data }) => {
          // Whose clock is ahead does not matter: a reminder is never early.
          if (Date.parse(data.at) > clock.now())
            throw new RetryableError("its moment has not come");
          const command = { kind: "reminder-due", proposal: data } as const;
          await carryOut(data.user_id, { id: `due:${id}`, fingerprint: "" }, command, ports);
        },
      },
      every: { "relay-sweep": bridge.sweep },
      routes: routes(ports, feedsIn({ state, key }, clock)),
      close: async () => {
        await bridge.sweep();
        await logs.settled();
      },
    };
  });

export const program = taskProgram(limits);

if (import.meta.main) await serve(program);
