import { z } from "zod";
import { givenTask } from "../given-tasks.ts";
import type { Figure } from "../report.ts";
import type { BareBroker } from "./bare-broker.ts";
import { aboveOf, atMost, averageOf, partOf, timesOf } from "./figures.ts";
import { type Kept, writtenAt } from "./moments.ts";
import { type OwnWindows, ownWindows } from "./own-windows.ts";
import { type Scene, untilSo } from "./scene.ts";
import { steadily } from "./steadily.ts";

const perSecond = 50;
/** What a create may take above the write that it needs at least. */
const aboveBareMs = 12;
const eventBytes = 900;
const created = z.object({ id: z.string() });

const logs: Kept = { app: "task", entity: "log" };
const trails: Kept = { app: "audit", entity: "trail" };

/** Milliseconds of everything that one round did. */
interface Round {
  readonly write: readonly number[];
  readonly trip: readonly number[];
  readonly handler: readonly number[];
  readonly create: readonly number[];
  readonly toKafka: readonly number[];
  readonly toWindow: readonly number[];
  readonly toTrail: readonly number[];
}

/** Fifty new tasks a second, and how far each of them gets when. */
export async function steady(scene: Scene): Promise<readonly Figure[]> {
  const { application, people, sizes, progress } = scene;
  progress(`${people.length} windows`);
  const windows = await ownWindows(application, people);
  try {
    const rounds: Round[] = [];
    for (let round = 0; round <= sizes.rounds; round++) {
      progress(`${perSecond} creates a second, round ${round} of ${sizes.rounds}`);
      rounds.push(await oneRound(scene, windows, round));
    }
    // The first one warmed up.
    return figuresOf(rounds.slice(1));
  } finally {
    windows.close();
  }
}

/** What lies beneath, then what stands on it: the machine is the same for all of them. */
async function oneRound(scene: Scene, windows: OwnWindows, round: number): Promise<Round> {
  const { people, store, broker, handler } = scene;
  const count = people.length;
  const event = "x".repeat(eventBytes);
  const write = await steadily(perSecond, count, (i) => store.insert(givenTask(i)));
  const trips: number[] = [];
  await steadily(perSecond, count, async () => trips.push(await broker.roundTrip(event)));
  const handled = await steadily(perSecond, count, (i) =>
    handler.call("POST", "/tasks", givenTask(i), `bare-${i}`),
  );
  const ids = new Map<string, string>();
  const create = await steadily(perSecond, count, async (i) => {
    const person = people[i];
    const answer = await person?.ask("POST", "/api/tasks", givenTask(round * count + i));
    if (person) ids.set(person.id, created.parse(answer).id);
  });
  return { write, trip: trips, handler: handled, create, ...(await reached(scene, windows, ids)) };
}

/** From each commit until its event was read at the broker, told to a window, and filed. */
async function reached(
  { store, broker }: Scene,
  { told }: OwnWindows,
  ids: ReadonlyMap<string, string>,
): Promise<Pick<Round, "toKafka" | "toWindow" | "toTrail">> {
  const committed = await writtenAt(store.pool, logs);
  const since = (at: ReadonlyMap<string, number>) =>
    [...ids.keys()].map((person) => (at.get(person) ?? 0) - (committed.get(person) ?? 0));
  let filed = await writtenAt(store.pool, trails);
  const isThere = (ms: readonly number[]) => ms.every((one) => one > 0);
  await untilSo("the trail of new tasks", async () => {
    filed = await writtenAt(store.pool, trails);
    return isThere(since(filed));
  });
  const heard = () => since(lastOfEach(broker.heard));
  await untilSo("the events of new tasks", async () => isThere(heard()));
  const toldTo = () => since(new Map([...ids].map(([who, id]) => [who, told.get(id) ?? 0])));
  await untilSo("the windows of new tasks", async () => isThere(toldTo()));
  return { toKafka: heard(), toWindow: toldTo(), toTrail: since(filed) };
}

/** When the last event of each person was heard; an event's id begins with its person. */
const lastOfEach = (heard: BareBroker["heard"]): ReadonlyMap<string, number> =>
  new Map([...heard].map(([event, { atMs }]) => [event.split(":")[0] ?? "", atMs]));

function figuresOf(rounds: readonly Round[]): readonly Figure[] {
  const ms = (name: keyof Round) => rounds.map((round) => round[name]);
  const [write, create, handler] = [ms("write"), ms("create"), ms("handler")];
  return [
    partOf("a bare write to PostgreSQL, 50/s,", write, 0.5),
    partOf("create in the handler without sidecars", handler, 0.5),
    partOf("create at the gateway", create, 0.5),
    aboveOf("create at the gateway p50, above a bare write", write, create, atMost(aboveBareMs)),
    partOf("create at the gateway", create, 0.95, atMost(200)),
    timesOf("create: handler without sidecars / bare write", write, handler),
    timesOf("create: at the gateway / bare write", write, create),
    timesOf("create: at the gateway / handler without sidecars", handler, create),
    partOf("a bare message over Kafka", ms("trip"), 0.5),
    partOf("commit -> Kafka", ms("toKafka"), 0.5),
    partOf("commit -> Kafka", ms("toKafka"), 0.95, atMost(100)),
    timesOf("commit -> Kafka / a bare message", ms("trip"), ms("toKafka")),
    ...effect("commit -> told to a window", ms("toWindow")),
    ...effect("commit -> filed in the trail", ms("toTrail")),
  ];
}

const effect = (name: string, rounds: readonly (readonly number[])[]): readonly Figure[] => [
  averageOf(name, rounds, atMost(100)),
  partOf(name, rounds, 0.95, atMost(500)),
];
