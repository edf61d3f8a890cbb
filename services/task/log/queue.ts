import type { CommandJob } from "./plan.ts";

type Job =
  | { readonly kind: "command"; readonly command: CommandJob }
  | { readonly kind: "exclusive"; readonly run: () => Promise<void> };

/**
 * One writer a person in this process: commands wait in line, and those that wait together are
 * written together. Without it two commands of one process would lose against each other.
 */
export function writerQueues(
  commit: (user: string, commands: readonly CommandJob[]) => Promise<number>,
) {
  const queues = new Map<string, Job[]>();

  /** Settles its jobs itself and never rejects. */
  async function drain(user: string, queue: Job[]): Promise<void> {
    for (;;) {
      const [first] = queue;
      if (!first) break;
      if (first.kind === "exclusive") {
        await first.run();
        queue.shift();
        continue;
      }
      const commands = leadingCommands(queue);
      const taken = await commit(user, commands).catch((thrown: unknown) => {
        for (const { reject } of commands) reject(thrown);
        return commands.length;
      });
      queue.splice(0, taken);
    }
    queues.delete(user);
  }

  function enqueue(user: string, job: Job): void {
    const queue = queues.get(user);
    if (queue) {
      queue.push(job);
      return;
    }
    const started = [job];
    queues.set(user, started);
    void drain(user, started);
  }

  return {
    command: (user: string, command: CommandJob) => enqueue(user, { kind: "command", command }),
    /** Runs work while none of the person's commands is under way. */
    exclusive: (user: string, work: () => Promise<void>): Promise<void> =>
      new Promise((resolve, reject) => {
        enqueue(user, { kind: "exclusive", run: () => work().then(resolve, reject) });
      }),
  };
}

function leadingCommands(queue: readonly Job[]): readonly CommandJob[] {
  const end = queue.findIndex(({ kind }) => kind !== "command");
  return (end < 0 ? queue : queue.slice(0, end)).flatMap((job) =>
    job.kind === "command" ? [job.command] : [],
  );
}
