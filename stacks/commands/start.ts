import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isOwnMachine, keptClock } from "../developer.ts";
import { type Embedded, startEmbedded } from "../embedded.ts";
import { localWith } from "../local.ts";
import { withPushKeys } from "../push-keys.ts";

/** `npm start`: the whole application in this process, its data in one folder. */
async function start(): Promise<void> {
  const settings = settingsFrom(process.env);
  const folder = resolve(settings.dataDir);
  makeFolder(folder);
  const application = await startEmbedded({
    environment: localWith(process.env),
    file: join(folder, "nudge.db"),
    logLevel: settings.logLevel,
    variables: withPushKeys(folder, process.env),
    ...(isOwnMachine(settings.host) && {
      developer: { ...keptClock(folder), jobs: settings.jobs },
    }),
  });
  const path = join(folder, "runtime.json");
  stopOn(["SIGTERM", "SIGINT"], async () => {
    rmSync(path, { force: true });
    await application.close();
  });
  await application.services.open(settings.port, settings.host).catch((thrown: unknown) => {
    throw portProblem(thrown, settings.port);
  });
  await writeRuntimeFile(application, path);
  process.stdout.write(`ready http://localhost:${settings.port}\n`);
}

interface StartSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: (typeof logLevels)[number];
  readonly jobs: "on" | "off";
}

const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

/** Reads the settings. Throws one error that names every bad variable. */
function settingsFrom(variables: NodeJS.ProcessEnv): StartSettings {
  const { PORT = "8080", HOST = "127.0.0.1", DATA_DIR = ".data", LOG_LEVEL = "warn" } = variables;
  const logLevel = logLevels.find((level) => level === LOG_LEVEL);
  const problems = [
    ...(/^\d{1,5}$/.test(PORT) && Number(PORT) >= 1 && Number(PORT) <= 65_535
      ? []
      : [`PORT="${PORT}": use a number from 1 to 65535`]),
    ...(DATA_DIR === "" ? ["DATA_DIR is empty: name a folder, or leave it out"] : []),
    ...(HOST === "" ? ["HOST is empty: name an address, or leave it out"] : []),
    ...(["on", "off", undefined].includes(variables.RATE_LIMIT)
      ? []
      : [`RATE_LIMIT="${variables.RATE_LIMIT}": use on or off`]),
    ...(["on", "off", undefined].includes(variables.JOBS)
      ? []
      : [`JOBS="${variables.JOBS}": use on or off`]),
    ...(logLevel ? [] : [`LOG_LEVEL="${LOG_LEVEL}": use one of ${logLevels.join(", ")}`]),
  ];
  if (!logLevel || problems.length > 0) throw new Error(problems.join("\nnudge: "));
  const jobs = variables.JOBS === "off" ? "off" : "on";
  return { port: Number(PORT), host: HOST, dataDir: DATA_DIR, logLevel, jobs };
}

/** Makes the folder and what leads to it. Node's own recursion does not end below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

/** Lets tools of this machine's user find the sidecars; removed again at the end. */
async function writeRuntimeFile(
  { runtime, services, apiToken }: Embedded,
  path: string,
): Promise<void> {
  const ids = services.running.map(({ spec }) => spec.id);
  const doors = await Promise.all(ids.map((id) => runtime.listen(id)));
  const sidecars = Object.fromEntries(
    ids.map((id, i) => [id, `http://127.0.0.1:${doors[i]?.port}`]),
  );
  writeFileSync(path, JSON.stringify({ token: apiToken, sidecars }, null, 2), { mode: 0o600 });
  // An older file keeps its mode when it is written over.
  chmodSync(path, 0o600);
}

function stopOn(signals: readonly NodeJS.Signals[], stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      // A second signal means that somebody does not want to wait.
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(() => process.exit(0), fail);
    });
  }
}

function fail(thrown: unknown): never {
  process.stderr.write(`nudge: ${readable(thrown)}\n`);
  process.exit(1);
}

const codeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && "code" in thrown ? thrown.code : undefined;

function portProblem(thrown: unknown, port: number): unknown {
  switch (codeOf(thrown)) {
    case "EADDRINUSE":
      return new Error(`port ${port} is in use: stop what uses it, or set another PORT`);
    case "EACCES":
      return new Error(`port ${port} may not be opened: set another PORT`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Error("HOST is no address of this machine: set another, or leave it out");
    default:
      return thrown;
  }
}

/** What went wrong, and the way out. */
function readable(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  switch (codeOf(thrown)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOENT":
    case "ENOTDIR":
    case "EEXIST":
      return `${thrown.message}: set DATA_DIR to a folder that can be written`;
    default:
      return thrown.message;
  }
}

await start().catch(fail);
