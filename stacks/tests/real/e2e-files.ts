/** A file of `stacks/tests/e2e`, and what of it cannot be asked of an application elsewhere. */
export interface E2eFile {
  readonly file: string;
  /** Parts of titles, each with the reason. */
  readonly without?: Readonly<Record<string, string>>;
}

const killsIt = "ends the whole process with -9; single parts are killed in the tests of faults";
const movesTime = "moves time, which only the embedded runtime can";

/** What an application on real programs is asked: the same files as the embedded one. */
export const asked = [
  { file: "exchange" },
  { file: "feed" },
  { file: "hostile-auth" },
  { file: "hostile-bodies" },
  { file: "hostile-connections" },
  { file: "hostile-language" },
  { file: "hostile-objects" },
  { file: "hostile-platform" },
  { file: "hostile-repetitions" },
  { file: "hostile-sockets" },
  { file: "hostile-values" },
  { file: "idempotency" },
  { file: "mcp" },
  {
    file: "page",
    without: {
      "speaks first when time is moved": movesTime,
      "a developer fills the list": "the developer corner is there where time can be moved",
    },
  },
  { file: "page-files" },
  { file: "page-guest" },
  { file: "rate-limit" },
  { file: "rate-limit-talk" },
  { file: "time", without: { "also after a kill -9": killsIt } },
  {
    file: "webhooks",
    without: { "is told once of a task": "the receiver's port has to be allowed before the start" },
  },
] as const satisfies readonly E2eFile[];

export type AskedName = (typeof asked)[number]["file"];

/** Files that are about something else than an application at an address, each with the reason. */
export const notAsked: Readonly<Record<string, string>> = {
  "dead-letters": "asks by the sidecars of the one process",
  durability: killsIt,
  "hostile-developer": "is about doors that only the embedded runtime has",
  "hostile-outputs": "allows its own receivers before the start, and reads the embedded mailbox",
  mail: "starts the one process with a mail server of its own",
  "page-push": "allows its own address before the start, and needs push keys",
  push: "allows its own receiver before the start, and moves time",
  start: "is about starting and stopping the one process",
  stories: movesTime,
};
