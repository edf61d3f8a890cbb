import { newTask } from "../../shared/contracts/api/tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { connect } from "../../shared/kit/connect.ts";
import type { MemorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { type OwnPorts, ownPorts } from "../../shared/kit/testing/own-ports.ts";
import type { Command } from "../command.ts";
import { decide } from "../decide.ts";
import { type LogLimits, userLogs } from "../log/user-logs.ts";
import { task } from "../service.ts";
import type { Entry } from "../view.ts";

/** Small, so that a test reaches each of them. */
export const smallLimits: LogLimits = {
  entriesFull: 4,
  bytesFull: 100_000,
  snapshotEvery: 8,
  tasksPerPage: 3,
  cacheBytesMax: 10_000_000,
};

/** One replica's logs over a store that others may share. */
export function aReplica(
  sidecar: Pick<MemorySidecar, "send">,
  limits: LogLimits = smallLimits,
  ports: OwnPorts = ownPorts(sidecar.send),
) {
  const { state, key } = connect(task, ports);
  const committed: Entry[] = [];
  const logs = userLogs({
    state,
    clock: ports.clock,
    log: ports.log,
    limits,
    keys: {
      chunk: (user, n) => key("log", user, n),
      head: (user) => key("head", user),
      page: (user, seq, page) => key("snap", user, seq, page),
    },
    beforeCommit: () => Promise.resolve(),
    afterCommit: (_user, entries) => {
      committed.push(...entries);
    },
  });
  const now = new Date(ports.clock.now()).toISOString();
  const does = (id: string, command: Command, user = "ada") =>
    logs.append(user, {
      id,
      fingerprint: JSON.stringify(command),
      at: now,
      cause: undefined,
      decide: (view) => decide(command, view, { userId: user, now, newId: () => `t-${id}` }),
    });
  return {
    ...logs,
    ports,
    /** What this replica has committed itself. */
    committed,
    does,
    /** Makes the task `t-{id}`. */
    adds: (id: string, user = "ada") =>
      does(id, { kind: "create", input: newTask.parse({ title: `Task ${id}` }) }, user),
    /** Ids of the person's tasks, in order. */
    async tasks(user = "ada"): Promise<readonly Task["id"][]> {
      const { view } = await logs.read(user);
      return [...view.tasks.keys()].sort((a, b) => (a < b ? -1 : 1));
    },
  };
}
