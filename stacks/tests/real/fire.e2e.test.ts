import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Rng } from "../simulation/rng.ts";
import { chosenFaults, commit, type Fault, type Happened, replaced } from "./faults.ts";
import { type Fire, type FireOptions, platformTargets, serviceTargets, startFire } from "./fire.ts";
import { type FireSize, fireSize } from "./fire-size.ts";
import { type Cost, fireTable } from "./fire-table.ts";
import { burst } from "./workload.ts";

const size: FireSize = fireSize(process.env);
const isFull = size.kind === "full";
const load = { seed: size.seed, people: 20, commandsPerMinute: 1_300 };
const eventsPerMinute = 1_000;
const kafkaAwayMs = 60_000;

/** A fire for the tests of one description, and what it cost so far. */
function burning(options: FireOptions) {
  let fire: Fire | undefined;
  let beganMs = 0;
  const costs: Cost[] = [];
  beforeAll(async () => {
    fire = await startFire(options);
    beganMs = performance.now();
  });
  afterAll(() => fire?.close());
  const burns = () => {
    if (fire === undefined) throw new Error("nothing burns");
    return fire;
  };
  return {
    fire: burns,
    costs,
    async survive(harm: () => Promise<Happened>): Promise<Cost> {
      const cost = await burns().survive(harm);
      costs.push(cost);
      size.report(fireTable([cost]).split("\n")[1] ?? "");
      return cost;
    },
    /** Since the beginning. */
    perMinute: () => (burns().history.commands.length / (performance.now() - beganMs)) * 60_000,
  };
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** A test that may take as long as the size of the run needs. */
const lasting = (title: string, body: () => Promise<void>) =>
  test(title, { timeout: size.timeoutMs }, body);

describe(`20 people on Kafka and PostgreSQL (seed ${size.seed})`, () => {
  const { fire, costs, survive, perMinute } = burning(load);

  lasting(`${size.faults} faults of chance: everybody is served again after each`, async () => {
    const { run } = fire();
    const below = platformTargets(run, "kafka", "postgresql", "job scheduler");
    const faults = chosenFaults(
      new Rng(size.seed),
      size.faults,
      { below, above: serviceTargets(run) },
      size.severity,
    );
    for (const fault of faults) await survive(() => commit(fault));
  });

  if (isFull) {
    lasting("Kafka is away for a minute: nobody is refused meanwhile", async () => {
      const [kafka] = platformTargets(fire().run, "kafka");
      if (kafka === undefined) throw new Error("there is no broker");
      const harm = { kind: "kill", awayMs: kafkaAwayMs } as const;
      const cost = await survive(() => commit({ target: kafka, harm }));
      const { refused, acknowledged, why } = cost;
      expect(refused, why.join(", ")).toBe(0);
      expect(acknowledged).toBeGreaterThan((eventsPerMinute * kafkaAwayMs) / 60_000);
    });
  }

  lasting("what waited for readers that were away is read when they are back", async () => {
    const { run, people, history, rest, untilRead } = fire();
    const rate = perMinute();
    await rest();
    console.info(`fire: ${history.commands.length} commands, ${Math.round(rate)} a minute`);
    // Among other tests the machine may be slow; the promises are the same.
    if (isFull) expect(rate).toBeGreaterThan(eventsPerMinute);
    const readMs = await untilRead();
    const away = run.replicas.filter(({ spec }) => ["audit", "webhook"].includes(spec.id));
    const parts = away.flatMap(({ service, sidecar }) => [service, sidecar]);
    await Promise.all(parts.map((part) => part.kill()));
    await burst(people, history, { seed: size.seed, tasks: size.backlog });
    await Promise.all(parts.map((part) => part.restart()));
    const drainedMs = await untilRead();
    console.info(
      `fire: all was read ${seconds(readMs)} after the last command; ` +
        `a backlog of ${size.backlog} was drained in ${seconds(drainedMs)}`,
    );
  });

  lasting("at last every promise was kept", async () => {
    console.info(`fire, seed ${size.seed}\n${fireTable(costs)}`);
    expect(await fire().verdict(), `seed ${size.seed}`).toEqual([]);
  });
});

if (isFull) {
  describe("20 people on Kafka and Redis, two replicas of each service", () => {
    const { fire, costs, survive } = burning({
      ...load,
      application: { store: { kind: "redis" }, replicas: 2 },
    });

    lasting("each service is replaced, one replica after the other: nobody notices", async () => {
      const { run } = fire();
      for (const replica of run.replicas) {
        const { refused, why } = await survive(() => replaced(replica, run));
        expect(refused, `${replica.name}: ${why.join(", ")}`).toBe(0);
      }
    });

    lasting("Redis is killed, and hangs: everybody is served again", async () => {
      const [target] = platformTargets(fire().run, "redis");
      if (target === undefined) throw new Error("there is no Redis");
      const faults: readonly Fault[] = [
        { target, harm: { kind: "kill", awayMs: 3_000 } },
        { target, harm: { kind: "pause", forMs: 10_000 } },
      ];
      for (const fault of faults) await survive(() => commit(fault));
    });

    lasting("at last every promise was kept", async () => {
      await fire().rest();
      await fire().untilRead();
      console.info(`fire, seed ${size.seed}\n${fireTable(costs)}`);
      expect(await fire().verdict(), `seed ${size.seed}`).toEqual([]);
    });
  });
}
