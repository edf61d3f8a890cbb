import type { Waiting } from "./waiting.ts";

/** People looked at before their marks are moved. */
const peopleAtOnce = 50;

/**
 * The net under the deliveries that begin with their event: next tries, the end of quiet hours,
 * and what a process that died has left. Any replica may run it.
 */
export function sweepOf(
  waiting: Waiting,
  deliver: (user: string) => Promise<number | undefined>,
): () => Promise<void> {
  const sweep = async (): Promise<void> => {
    const marks = await waiting.due();
    const failures: unknown[] = [];
    for (let from = 0; from < marks.length; from += peopleAtOnce) {
      const some = marks.slice(from, from + peopleAtOnce);
      const done = await Promise.allSettled(
        some.map(async (mark) => waiting.move(mark, await deliver(mark.user))),
      );
      for (const one of done) if (one.status === "rejected") failures.push(one.reason);
    }
    // At the end, so that what is wrong with one person keeps nobody else waiting.
    if (failures.length > 0) throw failures[0];
  };
  let running: Promise<void> | undefined;
  return async () => {
    // A sweep after an outage may take longer than the pause between two.
    running ??= sweep().finally(() => {
      running = undefined;
    });
    await running;
  };
}
