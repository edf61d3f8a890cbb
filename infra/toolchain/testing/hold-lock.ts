import { withLock } from "../lock.ts";

// Started by tests as a process of its own: takes the lock, says so, and keeps it until it dies.

const [, , path = ""] = process.argv;
const { signal } = new AbortController();
await withLock(path, { waiting: "", report: () => undefined, signal }, async () => {
  process.send?.("held");
  // The test that holds the other end of this channel ends the process.
  await new Promise(() => process.on("message", () => undefined));
});
