import { program } from "../../../services/task/main.ts";
import type { RealApplication } from "../../real-application.ts";
import { aProgram, type Reached } from "../a-program.ts";
import { type BareBroker, bareBroker } from "./bare-broker.ts";
import { type BareStore, bareStore } from "./bare-store.ts";
import { guests, type Someone } from "./people.ts";
import type { Sizes } from "./sizes.ts";
import { withoutSidecar } from "./without-sidecar.ts";

/** What all parts measure with: the application, what lies bare beneath it, and people. */
export interface Scene {
  readonly application: RealApplication;
  readonly store: BareStore;
  readonly broker: BareBroker;
  /** The task service on these two, without a sidecar. */
  readonly handler: Reached;
  readonly people: readonly Someone[];
  readonly sizes: Sizes;
  readonly progress: (line: string) => void;
}

/** Connects to what lies beneath, and signs people up. What it opened is closed after the work. */
export async function onScene<T>(
  application: RealApplication,
  { sizes, progress }: Pick<Scene, "sizes" | "progress">,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const { store: kept } = application.platform;
  if (kept.kind !== "postgresql") throw new Error("this is measured on PostgreSQL alone");
  const store = await bareStore(kept.url);
  const broker = await bareBroker(application.platform);
  const handler = await aProgram(program, await withoutSidecar(store.pool, broker.producer));
  try {
    progress(`${sizes.people} guests`);
    const people = await guests(application, sizes.people);
    return await work({ application, store, broker, handler, people, sizes, progress });
  } finally {
    await handler.close();
    await broker.close();
    await store.pool.end();
  }
}

const lookEveryMs = 50;
/** What has not come by then does not come. */
const patienceMs = 60_000;

/** Looks again and again until it is so. Throws what was waited for when that takes too long. */
export async function untilSo(
  what: string,
  look: () => Promise<boolean>,
  { everyMs = lookEveryMs, withinMs = patienceMs } = {},
): Promise<void> {
  const until = performance.now() + withinMs;
  while (!(await look())) {
    if (performance.now() > until) throw new Error(`${what}: not after ${withinMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
