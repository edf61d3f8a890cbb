import { cpus, loadavg, totalmem } from "node:os";

/** The machine in one line, and how busy it is now: a number without it says nothing. */
export function machine(): string {
  const cores = cpus();
  const [load = 0] = loadavg();
  const memory = Math.round(totalmem() / 1_024 ** 3);
  const name = cores[0]?.model.trim() ?? "unknown processor";
  return `${name}, ${cores.length} cores, ${memory} GiB, Node ${process.version}, load ${load.toFixed(2)} before`;
}
