import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import type { RealOptions } from "../../real-application.ts";
import { type Follower, follow } from "../e2e/follower.ts";
import { broken } from "./checker.ts";
import type { Happened, Target } from "./faults.ts";
import { behindOf, evidenceOf } from "./fire-evidence.ts";
import { type LastingPerson, lastingGuest } from "./fire-people.ts";
import { startToldServer, type ToldServer } from "./fire-server.ts";
import { type Cost, costOf } from "./fire-table.ts";
import { type History, newHistory } from "./history.ts";
import { type RealRun, startRun } from "./real-run.ts";
import { startWorkload, type Workload } from "./workload.ts";

export interface FireOptions {
  readonly seed: number;
  readonly people: number;
  readonly commandsPerMinute: number;
  readonly application?: Partial<RealOptions>;
}

/** An application under load, everything that is done to it, and everything it says. */
export interface Fire {
  readonly run: RealRun;
  readonly history: History;
  readonly people: readonly LastingPerson[];
  /** Does something to the application, and says what it cost when everybody is served again. */
  survive(harm: () => Promise<Happened>): Promise<Cost>;
  /** Ends the load; what was begun is finished first. */
  rest(): Promise<void>;
  /** Waits until every group has read everything. Gives the milliseconds that it took. */
  untilRead(): Promise<number>;
  /** What is wrong, once nothing is on its way any more. */
  verdict(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A killed broker, its groups, and a machine that does other things. */
const servedWithinMs = 120_000;
const readWithinMs = 300_000;
/** The last reminders are seconds away, and the nets below them half a minute apart. */
const settled = { timeout: 120_000, interval: 2_000 };
const lookEveryMs = 250;
/** Every so many people have a server of their own. */
const oneInListens = 4;

/** Starts the application, lets people in, and has them work without a pause. */
export async function startFire(options: FireOptions): Promise<Fire> {
  const { seed, commandsPerMinute } = options;
  const server = await startToldServer();
  const run = await startRun({
    ...options.application,
    variables: { RATE_LIMIT: "off", LOG_LEVEL: "warn", OUTGOING_ALLOW: server.host },
  }).catch((thrown: unknown) => {
    server.close();
    throw thrown;
  });
  const history = newHistory();
  const people: LastingPerson[] = [];
  for (let n = 0; n < options.people; n += 1) {
    const person = await lastingGuest(run.url);
    people.push(person);
    if (n % oneInListens === 1) await server.listenFor(person);
  }
  const watched = people.map((person) => ({ person, window: follow(person) }));
  const workload = startWorkload(people, history, { seed, commandsPerMinute });
  return fireOf({ run, history, people, watched, server, workload });
}

interface Burning {
  readonly run: RealRun;
  readonly history: History;
  readonly people: readonly LastingPerson[];
  readonly watched: readonly { readonly person: LastingPerson; readonly window: Follower }[];
  readonly server: ToldServer;
  readonly workload: Workload;
}

function fireOf({ run, history, people, watched, server, workload }: Burning): Fire {
  return {
    run,
    history,
    people,
    async survive(harm) {
      const happened = await harm();
      const cost = () => costOf(happened, history.commands, people.length, Date.now());
      const until = performance.now() + servedWithinMs;
      while (cost().recoveredMs === undefined) {
        if (performance.now() > until) {
          throw new Error(`${happened.name}: not everybody is served after ${servedWithinMs} ms`);
        }
        await setTimeout(lookEveryMs);
      }
      return cost();
    },
    rest: () => workload.stop(),
    async untilRead() {
      const began = performance.now();
      const left = async () => (await behindOf(run)).reduce((sum, { events }) => sum + events, 0);
      await expect.poll(left, { timeout: readWithinMs, interval: lookEveryMs }).toBe(0);
      return performance.now() - began;
    },
    async verdict() {
      let wrong: readonly string[] = ["nobody has looked yet"];
      const look = async () => {
        wrong = broken(await evidenceOf(run, history, watched, server));
        return wrong.length;
      };
      // What is wrong for good is still wrong at the end, and is then said in full.
      await expect
        .poll(look, settled)
        .toBe(0)
        .catch(() => undefined);
      return wrong;
    },
    async close() {
      for (const { person, window } of watched) {
        person.leave();
        window.close();
      }
      server.close();
      await run.close();
    },
  };
}

/** Programs that others stand on. */
export const platformTargets = (
  { platform: { parts } }: RealRun,
  ...names: readonly string[]
): readonly Target[] =>
  names.map((name) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`there is no "${name}"`);
    return { name, part };
  });

/** Services and their sidecars. */
export const serviceTargets = ({ replicas }: RealRun): readonly Target[] =>
  replicas.flatMap(({ service, sidecar }) =>
    [service, sidecar].map((part) => ({ name: part.name, part })),
  );
