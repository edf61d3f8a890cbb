import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";

/** One thing the project needs from the machine. */
export interface Finding {
  readonly thing: string;
  /** Without it, this does not work. */
  readonly neededFor: "start" | "test" | "development";
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly found: string;
  /** What to do; nothing when it is well. */
  readonly fix: string;
}

/** What the machine says of itself, read once. */
export type Variables = Readonly<Record<string, string | undefined>>;

const nodeMajorMin = 24;
const npmMajorMin = 8;
/** The libraries take 0.6 GB, the rest is room for data and its write-ahead log. */
const freeGbMin = 1;
const defaultPort = "8080";
const defaultDataDir = ".data";
const portMax = 65_535;
const bytesPerGb = 1_000_000_000;
/** Where Debian's package puts the browser that tests of the page drive. */
const chromium = "/usr/bin/chromium";

/** Everything the project needs, in the order in which it is needed. */
export async function examine(root: string, variables: Variables): Promise<readonly Finding[]> {
  const dataDir = resolve(root, variables.DATA_DIR ?? defaultDataDir);
  return [
    nodeFinding(process.versions.node),
    npmFinding(variables.npm_config_user_agent),
    diskFinding(root),
    await portFinding(variables.PORT ?? defaultPort),
    dataDirFinding(dataDir),
    browserFinding(),
    gitFinding(),
  ];
}

const well = (thing: string, neededFor: Finding["neededFor"], found: string): Finding => ({
  thing,
  neededFor,
  ok: true,
  found,
  fix: "",
});

export function nodeFinding(version: string): Finding {
  if (Number.parseInt(version, 10) >= nodeMajorMin) return well("Node", "start", version);
  const fix = "run it as an npm verb: npm run doctor";
  return { ...well("Node", "start", `${version} is too old`), ok: false, fix };
}

/** From npm's own words about itself, such as "npm/11.19.1 node/v20.20.2 linux x64". */
export function npmFinding(userAgent: string | undefined): Finding {
  const version = /\bnpm\/(\d[\w.-]*)/.exec(userAgent ?? "")?.[1];
  if (version === undefined) return well("npm", "start", "not asked, since it did not start this");
  if (Number.parseInt(version, 10) >= npmMajorMin) return well("npm", "start", version);
  const found = `${version} does not read this lock file`;
  return { ...well("npm", "start", found), ok: false, fix: "npm install -g npm@latest" };
}

function diskFinding(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const freeGb = (bavail * bsize) / bytesPerGb;
  const found = `${freeGb.toFixed(1)} GB free at ${folder}`;
  if (freeGb >= freeGbMin) return well("Disk", "start", found);
  return { ...well("Disk", "start", found), ok: false, fix: `free ${freeGbMin} GB` };
}

/** Whether the port can be listened on; it is given back at once. */
export async function portFinding(text: string): Promise<Finding> {
  const port = Number(text);
  const bad = (found: string, fix: string) => ({
    ...well("PORT", "start", found),
    ok: false,
    fix,
  });
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > portMax) {
    return bad(`"${text}" is not a port`, `set PORT to a number from 1 to ${portMax}`);
  }
  const problem = await listenProblem(port);
  if (problem === undefined) return well("PORT", "start", `${port} is free`);
  if (problem === "EADDRINUSE") {
    return bad(`${port} is in use`, "stop what listens there, or choose one: PORT=8081 npm start");
  }
  return bad(`${port}: ${problem}`, "choose another one: PORT=8081 npm start");
}

function listenProblem(port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error) => done("code" in error ? String(error.code) : error.message));
    server.listen(port, () => server.close(() => done(undefined)));
  });
}

/** Whether data can be kept there; nothing is created. */
export function dataDirFinding(folder: string): Finding {
  const there = nearestExisting(folder);
  const bad = (found: string) => ({
    ...well("DATA_DIR", "start", found),
    ok: false,
    fix: "make it a folder you may write to, or choose one: DATA_DIR=~/nudge npm start",
  });
  if (!statSync(there).isDirectory()) return bad(`${there} is not a folder`);
  try {
    accessSync(there, constants.W_OK);
  } catch {
    return bad(`${there} may not be written to`);
  }
  return well("DATA_DIR", "start", there === folder ? folder : `${folder} (will be made)`);
}

const nearestExisting = (path: string): string =>
  existsSync(path) ? path : nearestExisting(dirname(path));

function browserFinding(): Finding {
  if (existsSync(chromium)) return well("Chromium", "test", chromium);
  const fix = "sudo apt-get install -y chromium";
  return { ...well("Chromium", "test", `${chromium} is missing`), ok: false, fix };
}

function gitFinding(): Finding {
  const { status, stdout } = spawnSync("git", ["--version"], { encoding: "utf8" });
  if (status === 0) return well("git", "development", stdout.trim());
  return { ...well("git", "development", "not there"), ok: false, fix: "sudo apt-get install git" };
}
