import type { Send } from "../../components/model/http.ts";
import type { Runtime } from "../../infra/local/runtime.ts";
import { program } from "../../services/task/main.ts";
import { aProgram } from "./a-program.ts";
import { onRuntime } from "./a-runtime.ts";
import { bytesWritten } from "./counting.ts";
import { givenTask, rareWord } from "./given-tasks.ts";
import type { Group } from "./group.ts";
import { idsOf } from "./ids-of.ts";
import { repeated, timed, together } from "./measure.ts";
import type { Figure } from "./report.ts";
import { median, percentile, spread } from "./statistics.ts";

/** Twice as many as lie between two snapshots, so that their price is in the mean. */
const writesFull = 1_024;
const coldStarts = 5;
const kib = 1_024;

/** What the log costs at its size: what it writes, what it reads at first, what a search takes. */
export const log: Group = {
  says: "The task service with one large log, in one process with the embedded runtime.",
  async run({ mode, progress }) {
    const [tasks, writes] = mode === "quick" ? [1_000, 128] : [10_000, writesFull];
    return onRuntime(async (runtime) => {
      const sidecar = countingSidecar(runtime.sidecar("task"));
      const service = await aProgram(program, sidecar.send);
      progress(`making ${tasks} tasks`);
      await together(tasks, 64, (i) => service.call("POST", "/tasks", givenTask(i)));
      const ids = await idsOf(service);

      progress(`${writes} creates and ${writes} random updates, one after another`);
      const perCreate = await bytesEach(runtime, sidecar, writes, (i) =>
        service.call("POST", "/tasks", givenTask(tasks + i)),
      );
      const perUpdate = await bytesEach(runtime, sidecar, writes, (i) => {
        const id = ids[scattered(i, ids.length)];
        return service.call("PATCH", `/tasks/${id}`, { title: `Changed ${i}` });
      });

      progress("searches");
      const search = await repeated(mode === "quick" ? 50 : 300, (i) =>
        service.call("GET", `/tasks?search=${i % 2 === 0 ? rareWord : `weekend ${i}`}`),
      );
      await service.close();

      progress(`${coldStarts} cold lists`);
      const at = tasks.toLocaleString("en-US");
      return [
        bytesFigure(`written per create at ${at}, with snapshots`, perCreate),
        bytesFigure(`written per random update at ${at}, with snapshots`, perUpdate),
        coldFigure(`first list of a fresh program at ${at}`, await coldLists(runtime)),
        {
          name: `search p95 in the service at ${at}`,
          value: percentile(search, 0.95),
          unit: "ms",
          target: { kind: "at most", value: 50 },
        },
      ];
    });
  },
};

const bytesFigure = (name: string, bytes: number): Figure => ({
  name,
  value: bytes / kib,
  unit: "KB",
  target: { kind: "at most", value: 8 },
});

const coldFigure = (name: string, ms: readonly number[]): Figure => ({
  name,
  value: median(ms) / 1_000,
  unit: "s",
  range: spread(ms.map((one) => one / 1_000)),
  target: { kind: "at most", value: 1 },
});

/** A sidecar that counts what is written through it. */
function countingSidecar(to: Send) {
  let bytes = 0;
  const send: Send = (call) => {
    bytes += bytesWritten(call);
    return to(call);
  };
  return { send, bytes: () => bytes };
}

/** Mean bytes of a piece of work, its snapshots included. */
async function bytesEach(
  runtime: Runtime,
  sidecar: ReturnType<typeof countingSidecar>,
  times: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  await quiet(runtime);
  const before = sidecar.bytes();
  await repeated(times, work);
  await quiet(runtime);
  return (sidecar.bytes() - before) / times;
}

/** Between two writes of a snapshot nothing is under way: only several looks in a row tell. */
const looks = 50;

async function quiet(runtime: Runtime): Promise<void> {
  for (let look = 0; look < looks; look++) {
    await new Promise((resolve) => setImmediate(resolve));
    await runtime.idle();
  }
}

/** Without common divisor with a size, so that the steps touch every page of a snapshot. */
const step = 7_919;
const scattered = (index: number, size: number): number => (index * step) % size;

/** The first list of programs that have never seen the log. */
async function coldLists(runtime: Runtime): Promise<readonly number[]> {
  const ms: number[] = [];
  for (let start = 0; start < coldStarts; start++) {
    const fresh = await aProgram(program, runtime.sidecar("task"));
    ms.push(await timed(() => fresh.call("GET", "/tasks")));
    await fresh.close();
  }
  return ms;
}
