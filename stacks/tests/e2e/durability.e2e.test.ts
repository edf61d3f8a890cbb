import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { freePort } from "../../../infra/real/ports.ts";
import { type Task, task } from "../../../services/shared/contracts/entities/task.ts";
import { Rng } from "../simulation/rng.ts";
import { type Application, elsewhere, startApplication } from "./application.ts";
import { newFolder } from "./folders.ts";
import { type Follower, follow } from "./follower.ts";
import { type Ledger, ledgerOf } from "./ledger.ts";
import { allTasks, asGuest, type Person, type Trail, wholeTrail } from "./person.ts";
import { sidecarsOf } from "./sidecars.ts";

/** The moments of the kills, as far as they are chosen; printed with a failure. */
const seed = 20_261_121;
const kills = 8;
const people = 4;
/** The relay looks every five seconds for what a dead process left behind. */
const settled = { timeout: 30_000, interval: 50 };

const replayForm = z.object({
  tasks: z.array(task),
  complete: z.boolean(),
  next_cursor: z.string().nullable(),
});
const byId = (tasks: Iterable<Task>) => [...tasks].sort((a, b) => (a.id < b.id ? -1 : 1));

describe.skipIf(elsewhere !== undefined)("writes while the process is killed with -9", () => {
  const rng = new Rng(seed);
  const readyAfter: number[] = [];
  let application: Application;
  let options: { readonly dataDir: string; readonly port: number };
  let ledgers: readonly Ledger[] = [];
  let followers: readonly Follower[] = [];
  let sent = 0;

  const start = async () => {
    const variables = { RATE_LIMIT: "off", LOG_LEVEL: "error" };
    application = await startApplication({ ...options, variables });
    readyAfter.push(application.readyAfterMs);
  };

  /** Lets so many requests leave, then some turns of the loop pass: anywhere inside of a request. */
  const someMoment = async () => {
    const from = sent;
    const count = 10 + rng.below(40);
    await vi.waitFor(() => expect(sent - from).toBeGreaterThanOrEqual(count), {
      timeout: settled.timeout,
      interval: 1,
    });
    for (let turns = rng.below(200); turns > 0; turns--) await new Promise(setImmediate);
  };

  beforeAll(async () => {
    options = { dataDir: newFolder(), port: await freePort() };
    await start();
    const persons: Person[] = [];
    for (let i = 0; i < people; i++) persons.push(await asGuest(application.url));
    followers = persons.map(follow);
    ledgers = persons.map((person, i) =>
      ledgerOf(person, new Rng(seed + i), () => {
        sent += 1;
      }),
    );
    let over = false;
    const writing = ledgers.map(async (ledger) => {
      while (!over) await ledger.step();
    });
    const killing = (async () => {
      for (let kill = 0; kill < kills; kill++) {
        await someMoment();
        expect((await application.kill()).signal).toBe("SIGKILL");
        await start();
      }
      await someMoment();
    })();
    await Promise.race([killing, Promise.all(writing)]).finally(() => {
      over = true;
    });
    await Promise.all(writing);
  });
  afterAll(async () => {
    for (const follower of followers) follower.close();
    await application.close();
    const [first = 0, ...later] = readyAfter.map(Math.round);
    const repeated = ledgers.reduce((sum, ledger) => sum + ledger.repeated(), 0);
    const entries = ledgers.reduce((sum, ledger) => sum + ledger.entries(), 0);
    console.info(
      `durability: ${kills} kills, ${entries} entries, ${repeated} commands repeated; ready after ` +
        `${first} ms at first, then ${Math.min(...later)} to ${Math.max(...later)} ms`,
    );
  });

  /** The trail, as soon as it has all that the books say. */
  async function settledTrail({ person, entries }: Ledger): Promise<Trail> {
    let trail = await wholeTrail(person);
    await expect
      .poll(async () => {
        trail = await wholeTrail(person);
        return trail.items.length;
      }, settled)
      .toBeGreaterThanOrEqual(entries());
    return trail;
  }

  test("some answers were really lost on the way", () => {
    const repeated = ledgers.map((ledger) => ledger.repeated());
    expect(repeated.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(kills / 2);
  });

  test("every acknowledged command is in the list, as it was acknowledged", async () => {
    for (const { person, tasks } of ledgers) {
      expect(byId(await allTasks(person)), `seed ${seed}`).toEqual(byId(tasks.values()));
    }
  });

  test("the trail has each of them exactly once, without a gap", async () => {
    for (const ledger of ledgers) {
      const { items, complete, missing, last_seq } = await settledTrail(ledger);
      const positions = items.map(({ seq }) => seq).reverse();
      expect(positions, `seed ${seed}`).toEqual(upTo(ledger.entries()));
      expect({ complete, missing, last_seq }).toEqual({
        complete: true,
        missing: [],
        last_seq: ledger.entries(),
      });
    }
  });

  test("the trail holds every state that was acknowledged", async () => {
    for (const ledger of ledgers) {
      const { items } = await settledTrail(ledger);
      const states = new Map(
        items.map((item) => [`${item.aggregate_id} ${item.aggregate_version}`, item.payload]),
      );
      expect(states.size, "no version twice").toBe(items.length);
      for (const each of ledger.acknowledged) {
        expect(states.get(`${each.id} ${each.version}`)).toEqual(each);
      }
    }
  });

  test("a replay of the trail is the list", async () => {
    const sidecars = sidecarsOf(application);
    for (const ledger of ledgers) {
      await settledTrail(ledger);
      const headers = { "nudge-user-id": ledger.person.id };
      const answer = await sidecars.invoke("api-gateway", "audit", "/replay", { headers });
      const { tasks, complete, next_cursor } = replayForm.parse(answer.body);
      expect({ complete, next_cursor }).toEqual({ complete: true, next_cursor: null });
      expect(byId(tasks)).toEqual(byId(ledger.tasks.values()));
    }
  });

  test("a window that resumed each time heard of every change once, in order", async () => {
    for (const [i, follower] of followers.entries()) {
      const entries = ledgers[i]?.entries() ?? 0;
      await expect.poll(() => follower.positions.length, settled).toBeGreaterThanOrEqual(entries);
      expect(follower.positions).toEqual(upTo(entries));
      expect(follower.resets).toEqual([]);
      expect(follower.dials()).toBeGreaterThan(kills);
    }
  });

  test("no event ended in the dead letters", async () => {
    const answer = await sidecarsOf(application).invoke("api-gateway", "audit", "/dead-letters");
    expect(answer.body).toEqual({ items: [], unlisted: 0 });
  });
});

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe.skipIf(elsewhere !== undefined)("SIGTERM in the middle of the work", () => {
  test("ends it with 0; what was acknowledged is there at the next start", async () => {
    const options = { dataDir: newFolder(), port: await freePort() };
    const variables = { RATE_LIMIT: "off" };
    const first = await startApplication({ ...options, variables });
    const ada = await asGuest(first.url);
    const follower = follow(ada);
    const acknowledged: Task[] = [];
    let gone = false;
    const writing = Array.from({ length: 8 }, async (_, lane) => {
      for (let n = 0; !gone; n++) {
        const answer = await ada
          .call("POST", "/api/tasks", { title: `${lane}-${n}` })
          .catch(() => undefined);
        if (answer?.status === 201) acknowledged.push(task.parse(answer.body));
        else gone = true;
      }
    });
    await expect.poll(() => acknowledged.length, settled).toBeGreaterThan(100);
    const began = performance.now();
    const { code, signal, errors } = await first.stop();
    const stoppedAfterMs = performance.now() - began;
    gone = true;
    await Promise.all(writing);
    expect({ code, signal, errors }).toEqual({ code: 0, signal: null, errors: "" });

    const second = await startApplication({ ...options, variables });
    console.info(
      `SIGTERM: ended after ${stoppedAfterMs.toFixed(0)} ms, ready again after ` +
        `${second.readyAfterMs.toFixed(0)} ms`,
    );
    const tasks = new Map((await allTasks(ada)).map((each) => [each.id, each]));
    for (const each of acknowledged) expect(tasks.get(each.id)).toEqual(each);
    await expect.poll(async () => (await wholeTrail(ada)).items.length, settled).toBe(tasks.size);
    await expect.poll(() => follower.positions, settled).toEqual(upTo(tasks.size));
    follower.close();
    await second.close();
  });
});
