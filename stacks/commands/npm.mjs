// The entrance of every npm verb: `node stacks/commands/npm.mjs <verb> [arguments]`.
//
// It runs on a fresh clone with whatever Node the machine has (18 or newer), so it is plain
// JavaScript without a dependency. It installs when the libraries are missing or behind the lock
// file, and then runs stacks/commands/<verb>.ts with the Node that the lock file pins.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const commands = dirname(fileURLToPath(import.meta.url));
const root = join(commands, "..", "..");
const modules = join(root, "node_modules");
const pinnedNode = join(modules, "node", "bin", "node");
/** Says which lock file the libraries were installed from. */
const stampFile = join(modules, ".nudge-install");

/** Long enough to stay calm, short enough that nobody takes a slow network for a hang. */
const stillBusyEveryMs = 5_000;
/** An npm that was killed with -9 tells nobody: its entrance notices within this time. */
const lookForNpmEveryMs = 100;
/** What Node has compiled once it need not compile again: half a second of a large verb. */
const env = { NODE_COMPILE_CACHE: join(root, ".cache", "compiled"), ...process.env };
const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Requests leave little behind that lives: with 8 MB for young objects they are swept away before
 * they look old. Under load the process stays at 205 MB instead of 295.
 */
const nodeFlagsOf = {
  start: ["--max-semi-space-size=8"],
  // Kafka's client asks for timers in the past; Node says so each time.
  "start-dapr": ["--disable-warning=TimeoutNegativeWarning"],
  bench: ["--disable-warning=TimeoutNegativeWarning"],
};
/** These need the web page as it is now. The verb "test" builds it itself, and counts a failure. */
const buildPageFirst = ["start", "start-dapr"];

async function main([verb, ...args]) {
  if (verb === "installed") return writeStamp();
  if (!isVerb(verb)) return refuse(`there is no verb "${verb ?? ""}" in stacks/commands`);
  if (!isInstalled() && !(await install())) return 1;
  if (buildPageFirst.includes(verb)) {
    const code = await runVerb("build-page", []);
    if (code !== 0) return code;
  }
  return runVerb(verb, args);
}

const isVerb = (verb) => /^[a-z-]+$/.test(verb ?? "") && existsSync(join(commands, `${verb}.ts`));

function refuse(sentence) {
  console.error(`nudge: ${sentence}`);
  return 1;
}

function runVerb(verb, args) {
  const flags = ["--disable-warning=ExperimentalWarning", ...(nodeFlagsOf[verb] ?? [])];
  const leash = ["--import", new URL("leash.mjs", import.meta.url).href];
  const file = join(commands, `${verb}.ts`);
  return exitCodeOf(pinnedNode, [...flags, ...leash, file, ...args], "inherit");
}

/** What an installation depends on. A changed script or description needs none. */
function fingerprint() {
  const { dependencies, devDependencies, optionalDependencies, overrides, allowScripts } = read(
    join(root, "package.json"),
  );
  const wanted = { dependencies, devDependencies, optionalDependencies, overrides, allowScripts };
  return createHash("sha256")
    .update(JSON.stringify(wanted))
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

const read = (file) => JSON.parse(readFileSync(file, "utf8"));

function writeStamp() {
  writeFileSync(stampFile, `${fingerprint()}\n`);
  return 0;
}

function isInstalled() {
  if (!existsSync(pinnedNode)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8").trim() === fingerprint()) {
    return true;
  }
  if (!npmRecordFits()) return false;
  writeStamp();
  return true;
}

/** Whether npm's own record names the same versions as the lock file, as after `npm install`. */
function npmRecordFits() {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const there = read(record).packages ?? {};
  return Object.entries(read(join(root, "package-lock.json")).packages ?? {}).every(
    ([name, { version, optional }]) =>
      name === "" || there[name]?.version === version || (optional && there[name] === undefined),
  );
}

async function install() {
  const begin = Date.now();
  const seconds = () => Math.round((Date.now() - begin) / 1_000);
  console.error("nudge: installing the libraries of package-lock.json, once ...");
  const busy = setInterval(
    () => console.error(`nudge: still busy installing, ${seconds()} s`),
    stillBusyEveryMs,
  );
  // "npm test --silent" is about the verb: why an installation fails is always said.
  delete process.env.npm_config_loglevel;
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  // Standard output belongs to the verb: what npm says goes to the other one.
  const code = await (npm
    ? exitCodeOf(process.execPath, [npm, ...args], ["ignore", 2, 2])
    : exitCodeOf("npm", args, ["ignore", 2, 2]));
  clearInterval(busy);
  if (code !== 0) {
    refuse(`npm ci failed (exit ${code}); its reason is above: then run the same command again`);
    return false;
  }
  if (!existsSync(pinnedNode)) {
    refuse(
      "npm ran no install scripts, so Node is missing: npm rebuild node --ignore-scripts=false",
    );
    return false;
  }
  writeStamp();
  console.error(`nudge: installed in ${seconds()} s`);
  return true;
}

/** Runs a program to its end, passes signals on to it, and gives the code a shell would give. */
function exitCodeOf(program, args, stdio) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio, env });
    const listeners = passedOn.map((signal) => [signal, () => child.kill(signal)]);
    for (const [signal, listener] of listeners) process.on(signal, listener);
    const watch = watchNpm(() => child.kill("SIGTERM"));
    const end = (code) => {
      clearInterval(watch);
      for (const [signal, listener] of listeners) process.off(signal, listener);
      resolve(code);
    };
    child.once("error", (error) => end(refuse(`${program}: ${error.message}`)));
    child.once("exit", (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });
}

/** Started by hand, it outlives the shell it came from, as any program does. */
function watchNpm(gone) {
  const { npm_lifecycle_event: startedByNpm } = process.env;
  const npm = process.ppid;
  if (startedByNpm === undefined) return undefined;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    gone();
  }, lookForNpmEveryMs);
  return watch;
}

process.exitCode = await main(process.argv.slice(2));
