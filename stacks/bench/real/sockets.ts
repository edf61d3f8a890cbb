import { fork } from "node:child_process";
import { join } from "node:path";
import type { RealApplication } from "../../real-application.ts";
import type { Figure } from "../report.ts";
import { percentile } from "../statistics.ts";
import { atMost } from "./figures.ts";
import { openFilesMax } from "./open-files.ts";
import { doorsOf, guests } from "./people.ts";
import type { Sizes } from "./sizes.ts";
import { type SocketsJob, type SocketsWord, socketsWord } from "./sockets-jobs.ts";

/** One replica of the service lets in 4,000 windows. */
export const replicasOfSync = 3;
const windowsEach = 10;
/** Files that a process needs for everything else. */
const otherFiles = 200;

/** Many open windows at once, and how soon people's own changes are told to them. */
export async function sockets(
  application: RealApplication,
  sizes: Sizes,
  progress: (line: string) => void,
): Promise<readonly Figure[]> {
  const wanted = sizes.windows;
  const windows = Math.min(wanted, openFilesMax() - otherFiles);
  if (windows < wanted) {
    progress(
      `a process may open ${openFilesMax()} files, so there are ${windows} windows instead of ` +
        `${wanted}: for all of them raise the limit with "ulimit -n ${wanted + otherFiles}"`,
    );
  }
  const count = Math.floor(windows / windowsEach);
  progress(`${count} guests`);
  const people = await guests(application, count);
  const doors = doorsOf(application, "sync");
  progress(`${count * windowsEach} windows at ${doors.length} replicas`);
  const { held, seconds, ms } = await inProcess(
    {
      gateway: doorsOf(application, "api-gateway")[0] ?? "",
      doors,
      each: windowsEach,
      updates: sizes.windowUpdates,
      tokens: people.map(({ token }) => token),
    },
    progress,
  );
  const about = `own change -> each of the person's ${windowsEach} windows`;
  return [
    {
      name: "WebSocket windows held at once",
      value: held,
      unit: "",
      target: { kind: "at least", value: wanted },
    },
    { name: "windows opened", value: (count * windowsEach) / seconds, unit: "/s" },
    { name: `${about} p50`, value: percentile(ms, 0.5), unit: "ms" },
    { name: `${about} p99`, value: percentile(ms, 0.99), unit: "ms", target: atMost(100) },
  ];
}

type Result = Extract<SocketsWord, { kind: "result" }>;

/** Gives the job to a process of its own, which ends with it. */
function inProcess(job: SocketsJob, progress: (line: string) => void): Promise<Result> {
  const child = fork(join(import.meta.dirname, "sockets-client.ts"), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  return new Promise<Result>((resolve, reject) => {
    child.once("exit", (code) =>
      reject(new Error(`the process of the windows ended with ${code}: its reason is above`)),
    );
    child.on("message", (message) => {
      const word = socketsWord.parse(message);
      switch (word.kind) {
        case "progress":
          progress(word.line);
          break;
        case "result":
          resolve(word);
          break;
        case "error":
          reject(new Error(`windows: ${word.message}`));
          break;
        default:
          reject(new Error(`no such word: ${word satisfies never}`));
      }
    });
    child.send(job);
  }).finally(() => child.disconnect());
}
