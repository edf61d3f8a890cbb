import { WebSocket } from "ws";
import { z } from "zod";
import { messageOf } from "../../../services/shared/kit/errors.ts";
import { givenTask } from "../given-tasks.ts";
import { timed, together } from "../measure.ts";
import { type SocketsJob, type SocketsWord, socketsJob } from "./sockets-jobs.ts";

// A process of its own: the windows of thousands of people must not slow the one that starts and
// watches everything. It does one job, says the result, and ends with its parent.

/** A door lets in at most so many who have not said yet who they are. */
const inFlight = 32;
const sayEvery = 1_000;
/** Who has not heard by then does not hear any more. */
const patienceMs = 30_000;
/** An idle box: each change has long been told when the next one comes. */
const pauseMs = 50;
const frame = z.looseObject({ type: z.string(), aggregate_id: z.string().optional() });
const created = z.object({ id: z.string() });

const say = (word: SocketsWord) => process.send?.(word);

process.once("message", (message) => {
  measured(socketsJob.parse(message)).then(say, (thrown: unknown) =>
    say({ kind: "error", message: messageOf(thrown) }),
  );
});
process.once("disconnect", () => process.exit(0));

async function measured(job: SocketsJob): Promise<SocketsWord> {
  const told = new Map<string, number[]>();
  const windows = job.tokens.length * job.each;
  let held = 0;
  const ms = await timed(() =>
    together(windows, inFlight, async (i) => {
      const door = job.doors[i % job.doors.length] ?? "";
      const token = job.tokens[Math.floor(i / job.each)] ?? "";
      const socket = await openWindow(door, token, (id) => {
        told.set(id, [...(told.get(id) ?? []), performance.now()]);
      });
      held += 1;
      socket.once("close", () => {
        held -= 1;
      });
      if (held % sayEvery === 0) say({ kind: "progress", line: `${held} windows` });
    }),
  );
  const delays: number[] = [];
  for (let i = 0; i < job.updates; i++) {
    delays.push(...(await change(job, i, told)));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return { kind: "result", held, seconds: ms / 1_000, ms: delays };
}

/** One change, and how long each of the person's windows waited for the word of it. */
async function change(
  { gateway, tokens, each }: SocketsJob,
  index: number,
  told: ReadonlyMap<string, readonly number[]>,
): Promise<readonly number[]> {
  const sent = performance.now();
  const answer = await fetch(`http://${gateway}/api/tasks`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${tokens[index % tokens.length]}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(givenTask(index)),
  });
  if (answer.status !== 201) throw new Error(`a change: ${answer.status} ${await answer.text()}`);
  const { id } = created.parse(await answer.json());
  const heard = () => told.get(id) ?? [];
  while (heard().length < each) {
    if (performance.now() - sent > patienceMs) {
      throw new Error(`${heard().length} of ${each} windows were told of a change`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return heard().map((at) => at - sent);
}

/** A window that is known. Rejects when it is refused. */
function openWindow(door: string, token: string, tell: (id: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${door}/api/sync`, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.once("close", (code) => reject(new Error(`a window was closed with ${code}`)));
    socket.once("open", () => socket.send(JSON.stringify({ type: "auth", token })));
    socket.on("message", (data) => {
      const { type, aggregate_id } = frame.parse(JSON.parse(String(data)));
      if (type === "ready") resolve(socket);
      if (type === "change" && aggregate_id !== undefined) tell(aggregate_id);
    });
  });
}
