// Loaded before a verb (`node --import .../leash.mjs verb.ts`): when the process that started it
// is killed with -9, the verb is told to stop, as by SIGTERM, and gives its port and data back.
import { isMainThread } from "node:worker_threads";

/** Half of the 200 ms after which an orphan has begun to stop. */
const lookEveryMs = 100;
/** A verb that does not end by itself within this time ends without its own goodbye. */
const patienceMs = 20_000;

if (isMainThread) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    setTimeout(() => process.exit(1), patienceMs).unref();
    process.kill(process.pid, "SIGTERM");
  }, lookEveryMs);
  watch.unref();
}
