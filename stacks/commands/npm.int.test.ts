import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/**
 * The entrance is tried in a small tree of its own, with an npm that "installs" by linking the Node
 * that runs this test, and that writes a line each time it is called.
 */
let tree = "";
const at = (...path: readonly string[]) => join(tree, ...path);

const fakeNpm = `
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
if (process.env.FAKE_NPM === "fails") process.exit(7);
mkdirSync("node_modules/node/bin", { recursive: true });
if (process.env.FAKE_NPM !== "without node") {
  symlinkSync(process.execPath, "node_modules/node/bin/node");
}
`;

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "entrance-"));
  mkdirSync(at("stacks", "commands"), { recursive: true });
  for (const name of ["npm.mjs", "leash.mjs"]) {
    cpSync(join(import.meta.dirname, name), at("stacks", "commands", name));
  }
  writeFileSync(at("npm-fake.mjs"), fakeNpm);
  describeTree({ a: "1.0.0" });
  verb("hello", "console.log('hello', ...process.argv.slice(2)); process.exit(3);");
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const verb = (name: string, code: string) =>
  writeFileSync(at("stacks", "commands", `${name}.ts`), code);

function describeTree(dependencies: Readonly<Record<string, string>>, scripts = {}) {
  writeFileSync(at("package.json"), JSON.stringify({ type: "module", dependencies, scripts }));
  writeFileSync(at("package-lock.json"), JSON.stringify({ packages: { "": { dependencies } } }));
}

const npmCalls = () =>
  existsSync(at("npm-calls")) ? readFileSync(at("npm-calls"), "utf8").trim().split("\n") : [];

function start(args: readonly string[], fake = "") {
  const child = spawn(process.execPath, [at("stacks", "commands", "npm.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      FAKE_NPM: fake,
      npm_execpath: at("npm-fake.mjs"),
      npm_lifecycle_event: "hello",
    },
  });
  let out = "";
  let err = "";
  const heard: (() => void)[] = [];
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
    for (const each of heard) each();
  });
  child.stderr.on("data", (chunk) => {
    err += String(chunk);
  });
  return {
    child,
    says: (word: string) =>
      new Promise<void>((resolve) => {
        const look = () => (out.includes(word) ? resolve() : undefined);
        heard.push(look);
        look();
      }),
    end: new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      child.once("close", (code) => resolve({ code, out, err }));
    }),
  };
}

const run = (args: readonly string[], fake = "") => start(args, fake).end;

describe("installing", () => {
  test("on a fresh clone it installs, says so, and then does what was asked", async () => {
    const { code, out, err } = await run(["hello", "you", "--loud"]);
    expect({ code, out }).toEqual({ code: 3, out: "hello you --loud\n" });
    expect(err).toContain("nudge: installing");
    expect(err).toMatch(/nudge: installed in \d+ s/);
    expect(npmCalls()).toEqual(["ci --include=dev --no-audit --no-fund"]);
  });

  test("the second time it installs nothing and is silent", async () => {
    await run(["hello"]);
    const { err } = await run(["hello"]);
    expect(err).toBe("");
    expect(npmCalls()).toHaveLength(1);
  });

  test("a changed dependency is installed, a changed script is not", async () => {
    await run(["hello"]);
    describeTree({ a: "1.0.0" }, { hello: "changed" });
    await run(["hello"]);
    expect(npmCalls()).toHaveLength(1);
    describeTree({ a: "2.0.0" });
    rmSync(at("node_modules"), { recursive: true });
    await run(["hello"]);
    expect(npmCalls()).toHaveLength(2);
  });

  test("an installation that was cut short is done again", async () => {
    await run(["hello"]);
    rmSync(at("node_modules", ".nudge-install"));
    rmSync(at("node_modules", "node"), { recursive: true });
    await run(["hello"]);
    expect(npmCalls()).toHaveLength(2);
  });

  test("what was installed by hand, as npm's own record shows, is not installed again", async () => {
    await run(["hello"]);
    rmSync(at("node_modules", ".nudge-install"));
    writeFileSync(at("node_modules", ".package-lock.json"), JSON.stringify({ packages: {} }));
    await run(["hello"]);
    expect(npmCalls()).toHaveLength(1);
  });

  test("when npm fails there is one line with the way out, and nothing runs", async () => {
    const { code, out, err } = await run(["hello"], "fails");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^nudge: npm ci failed \(exit 7\).*run the same command again/m);
    expect(existsSync(at("node_modules", ".nudge-install"))).toBe(false);
  });

  test("when npm may not run install scripts, it says how to get Node", async () => {
    const { code, err } = await run(["hello"], "without node");
    expect(code).toBe(1);
    expect(err).toContain("npm rebuild node --ignore-scripts=false");
  });
});

describe("running", () => {
  test.each([[], ["dance"], ["../hello"], ["npm"]])("%j is no verb", async (...args) => {
    const { code, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toContain("there is no verb");
    expect(npmCalls()).toEqual([]);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s reaches the verb, which ends as it likes",
    async (signal) => {
      verb(
        "serve",
        `process.on("${signal}", () => { console.log("stopped"); process.exit(0); });
       setInterval(() => undefined, 1_000); console.log("ready");`,
      );
      const running = start(["serve"]);
      await running.says("ready");
      running.child.kill(signal);
      expect(await running.end).toMatchObject({ code: 0, out: "ready\nstopped\n" });
    },
  );

  test("a verb that dies by a signal gives the code a shell would give", async () => {
    verb("die", 'process.kill(process.pid, "SIGKILL");');
    expect(await run(["die"])).toMatchObject({ code: 137 });
  });

  test("when the entrance is killed with -9, the verb stops and gives its port back", async () => {
    verb(
      "serve",
      `process.on("SIGTERM", () => { console.log("left alone"); process.exit(0); });
       setInterval(() => undefined, 1_000); console.log("ready");`,
    );
    const running = start(["serve"]);
    await running.says("ready");
    running.child.kill("SIGKILL");
    await running.says("left alone");
    expect((await running.end).out).toContain("left alone");
  });
});
