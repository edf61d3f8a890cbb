import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withKafkaAdmin } from "../../../infra/real/kafka-admin.ts";
import { freePort } from "../../../infra/real/ports.ts";
import { startPostgresql } from "../../../infra/real/postgresql.ts";
import { startRedis } from "../../../infra/real/redis.ts";
import { openSupervisor, type Supervisor } from "../../../infra/real/supervisor.ts";
import { root } from "../../commands/root.ts";
import { filed } from "../e2e/filed.ts";
import { addTask, allTasks, asGuest, callAs, type Person } from "../e2e/person.ts";
import { startPlainKafka } from "./fire-own-broker.ts";
import { programs } from "./programs.ts";

let supervisor: Supervisor;
let broker: string;
beforeAll(async () => {
  supervisor = await openSupervisor();
  broker = await startPlainKafka(supervisor, programs.kafka);
});
afterAll(() => supervisor?.close());

/** `npm run start:dapr` with these variables, until it is ready. */
async function started(variables: Readonly<Record<string, string>>) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, "stacks", "commands", "start-dapr.ts")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      LOG_LEVEL: "warn",
      ...variables,
    },
  });
  let said = "";
  child.stderr.on("data", (piece) => {
    said += String(piece);
  });
  const gone = once(child, "exit");
  const line = await Promise.race([once(createInterface({ input: child.stdout }), "line"), gone]);
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said}`);
  expect(line).toEqual([`ready http://localhost:${port}`]);
  return {
    url: `http://127.0.0.1:${port}`,
    /** As Ctrl-C does. */
    async end() {
      child.kill("SIGINT");
      await gone;
      return child.exitCode;
    },
  };
}

/** The same person at another address. */
const signedInAt = (url: string, person: Person): Person => ({
  ...person,
  url,
  call: callAs(url, person.token),
});

const topicsAt = (address: string) =>
  withKafkaAdmin([address], undefined, (admin) => admin.listTopics());

test("a broker and a PostgreSQL of one's own are used, and keep everything", async () => {
  const { url } = await startPostgresql(supervisor, programs);
  const variables = { BROKERS: broker, DATABASE_URL: url };
  expect(await topicsAt(broker)).toEqual([]);

  const first = await started(variables);
  const ada = await asGuest(first.url);
  await addTask(ada, "Kept in a database of my own");
  await filed(ada, 1);
  expect(await topicsAt(broker)).toContain("task.created");
  expect(await first.end()).toBe(0);

  const second = await started(variables);
  // The session of before: accounts are kept there as well.
  const again = signedInAt(second.url, ada);
  expect((await allTasks(again)).map(({ title }) => title)).toEqual([
    "Kept in a database of my own",
  ]);
  await addTask(again, "And one more");
  await filed(again, 2);
  expect(await second.end()).toBe(0);
});

test("a broker and a Redis of one's own are used", async () => {
  const { address, password } = await startRedis(supervisor, programs.redis);
  const variables = { STATE_STORE: "redis", REDIS_HOST: address, REDIS_PASSWORD: password };
  const application = await started({ BROKERS: broker, ...variables });
  const bob = await asGuest(application.url);
  await addTask(bob, "Kept in a Redis of my own");
  await filed(bob, 1);
  expect(await application.end()).toBe(0);
});
