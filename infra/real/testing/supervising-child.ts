// Starts two programs and says where its data and they are, until somebody ends it.
import { openSupervisor } from "../supervisor.ts";

const supervisor = await openSupervisor();
const sleeper = {
  command: process.execPath,
  args: ["-e", "console.log('awake'); setInterval(() => undefined, 1_000);"],
  ready: { kind: "words", words: "awake" },
  wayOut: "look at Node",
} as const;
const parts = [
  await supervisor.start({ name: "one", ...sleeper }),
  await supervisor.start({ name: "two", ...sleeper }),
];
const pids = parts.map((part) => part.pid());
process.stdout.write(`${JSON.stringify({ folder: supervisor.folder, pids })}\n`);
