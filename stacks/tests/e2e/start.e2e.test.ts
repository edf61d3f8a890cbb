import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../../infra/real/ports.ts";
import { type Application, elsewhere, runToItsEnd, startApplication } from "./application.ts";
import { newFolder } from "./folders.ts";
import { addTask, allTasks, asGuest } from "./person.ts";

const folder = newFolder();
let refusals = 0;

/** Runs what must not start; gives its one line. */
async function refusal(variables: Readonly<Record<string, string>>): Promise<string> {
  const { code, signal, output, errors } = await runToItsEnd({
    PORT: String(await freePort()),
    DATA_DIR: join(folder, `unused-${++refusals}`),
    ...variables,
  });
  expect({ code, signal, output }).toEqual({ code: 1, signal: null, output: "" });
  // Whoever has changed the page since it was built is told that it is built first.
  const line = errors.replaceAll(/^nudge: (building the web page|page built).*\n/gm, "");
  expect(line).toMatch(/^nudge: [^\n]+\n$/);
  return line;
}

describe.skipIf(elsewhere !== undefined)(
  "a start that cannot succeed says why and ends with 1",
  () => {
    test.concurrent.each(["0", "65536", "0x50", ""])("PORT=%j", async (PORT) => {
      expect(await refusal({ PORT })).toContain(`PORT="${PORT}": use a number from 1 to 65535`);
    });

    test.concurrent.each([
      ["DATA_DIR", "", "name a folder"],
      ["HOST", "", "name an address"],
      ["HOST", "no such host", "HOST"],
      ["AUTH_SECRET", "short", "at least 32 characters"],
      ["PUBLIC_URL", "nudge.example", "use one like"],
      ["PROXY_HOPS", "many", "PROXY_HOPS"],
    ])("%s=%j", async (name, value, wayOut) => {
      const line = await refusal({ [name]: value });
      expect(line).toContain(name);
      expect(line).toContain(wayOut);
    });

    test("several wrong settings are named together, a line each", async () => {
      const { code, errors } = await runToItsEnd({ PORT: "x", LOG_LEVEL: "x", RATE_LIMIT: "x" });
      expect(code).toBe(1);
      for (const name of ["PORT", "LOG_LEVEL", "RATE_LIMIT"])
        expect(errors).toContain(`${name}="x"`);
      expect(errors.trim().split("\n")).toHaveLength(3);
    });

    describe("with a port in use", () => {
      let other: Server;
      let port = 0;
      beforeAll(async () => {
        port = await freePort();
        other = createServer();
        await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
      });
      afterAll(() => other.close());

      test("it names the port and leaves no trace of having run", async () => {
        const DATA_DIR = join(folder, "port-in-use");
        const line = await refusal({ PORT: String(port), DATA_DIR });
        expect(line).toContain(`port ${port} is in use: stop what uses it, or set another PORT`);
        expect(existsSync(join(DATA_DIR, "runtime.json"))).toBe(false);
      });
    });

    test("a DATA_DIR that is a file, lies under one, or cannot be made", async () => {
      const file = join(folder, "a-file");
      writeFileSync(file, "mine");
      for (const [DATA_DIR, named] of [
        [file, file],
        [join(file, "below", "it"), file],
        ["/proc/nudge", "/proc/nudge"],
      ] as const) {
        const line = await refusal({ DATA_DIR });
        expect(line).toContain(named);
        expect(line).toContain("set DATA_DIR to a folder that can be written");
      }
      expect(readFileSync(file, "utf8")).toBe("mine");
    });

    test("a DATA_DIR that may not be written, unless one is root, whom nothing stops", async () => {
      const DATA_DIR = newFolder();
      chmodSync(DATA_DIR, 0o500);
      if (process.getuid?.() === 0) {
        const application = await startApplication({ dataDir: DATA_DIR });
        await application.close();
      } else {
        expect(await refusal({ DATA_DIR })).toMatch(/DATA_DIR/);
      }
    });
  },
);

describe.skipIf(elsewhere !== undefined)("a damaged database", () => {
  /** A real database with a task in it. */
  async function database(): Promise<string> {
    const application = await startApplication({ dataDir: newFolder() });
    await addTask(await asGuest(application.url), "Precious");
    await application.stop();
    return application.dataDir;
  }
  const damages: readonly (readonly [string, (file: string) => void])[] = [
    ["that is something else", (file) => writeFileSync(file, "Dear diary, today ".repeat(500))],
    ["whose header is overwritten", (file) => overwrite(file, 0, 100)],
    ["whose pages are overwritten", (file) => overwrite(file, 4_096, statSync(file).size - 4_096)],
    ["that ends too early", (file) => writeFileSync(file, readFileSync(file).subarray(0, 6_000))],
    ["of a later version", (file) => setVersion(file, 99)],
  ];
  function overwrite(file: string, from: number, length: number): void {
    const opened = openSync(file, "r+");
    writeSync(opened, Buffer.alloc(length, 0x5a), 0, length, from);
    closeSync(opened);
  }
  function setVersion(file: string, version: number): void {
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();
  }
  const hashOf = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

  let sound = "";
  beforeAll(async () => {
    sound = join(await database(), "nudge.db");
  });

  test.concurrent.each(damages)(
    "%s is named with what to do, and left as it is",
    async (_title, damage) => {
      const DATA_DIR = newFolder();
      const file = join(DATA_DIR, "nudge.db");
      writeFileSync(file, readFileSync(sound));
      damage(file);
      const before = hashOf(file);
      const line = await refusal({ DATA_DIR });
      expect(line).toContain(file);
      expect(line).toMatch(/put a backup in its place, or move it away|set another DATA_DIR/);
      expect(hashOf(file)).toBe(before);
    },
  );

  test("does not stop the same program beside it", async () => {
    const DATA_DIR = newFolder();
    writeFileSync(join(DATA_DIR, "nudge.db"), readFileSync(sound));
    const application = await startApplication({ dataDir: DATA_DIR });
    await application.close();
  });
});

describe.skipIf(elsewhere !== undefined)("a second process on the same data", () => {
  let first: Application;
  beforeAll(async () => {
    first = await startApplication();
  });
  afterAll(() => first.close());

  test("is refused with the file's path, and the first one does not notice", async () => {
    const ada = await asGuest(first.url);
    const task = await addTask(ada, "Written by the first");
    const runtimeFile = readFileSync(join(first.dataDir, "runtime.json"), "utf8");
    const line = await refusal({ DATA_DIR: first.dataDir });
    const file = join(first.dataDir, "nudge.db");
    expect(line).toContain(
      `${file} is in use by another process: stop that one, or set another DATA_DIR`,
    );
    expect(await allTasks(ada)).toEqual([task]);
    await addTask(ada, "And goes on");
    expect(readFileSync(join(first.dataDir, "runtime.json"), "utf8")).toBe(runtimeFile);
  });

  test("starts as soon as the first is gone, also after a kill -9", async () => {
    const dataDir = newFolder();
    const killed = await startApplication({ dataDir });
    const task = await addTask(await asGuest(killed.url), "Before the kill");
    expect(task.version).toBe(1);
    await killed.kill();
    const next = await startApplication({ dataDir });
    await next.close();
  });

  test("the file for tools is the user's alone, and gone after a stop", async () => {
    const application = await startApplication();
    const path = join(application.dataDir, "runtime.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await application.stop()).code).toBe(0);
    expect(existsSync(path)).toBe(false);
    await application.close();
  });
});
