import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { realClock } from "../infra/local/clock.ts";
import { type MovableClock, movableClock } from "../infra/local/movable-clock.ts";

/** Addresses that only this machine reaches. */
const ownAddresses = ["127.0.0.1", "localhost", "::1"];

/** Whether whoever can reach the door sits at this machine, and may use what is below /dev. */
export const isOwnMachine = (host: string): boolean => ownAddresses.includes(host);

/** Time of one data folder: what was moved ahead once stays ahead, so that it never runs back. */
export function keptClock(folder: string): {
  readonly clock: MovableClock;
  readonly keep: (offsetMs: number) => void;
} {
  const path = join(folder, "clock.json");
  return {
    clock: movableClock(realClock, existsSync(path) ? offsetIn(path) : 0),
    keep: (offsetMs) => writeFileSync(path, `${JSON.stringify({ ahead_ms: offsetMs })}\n`),
  };
}

function offsetIn(path: string): number {
  const text = readFileSync(path, "utf8");
  const ahead = /^\s*\{\s*"ahead_ms"\s*:\s*(\d{1,15})(?:\.\d+)?\s*\}\s*$/.exec(text)?.[1];
  if (ahead !== undefined) return Number(ahead);
  throw new Error(
    `${path} does not say how far time was moved: remove it to use the machine's time`,
  );
}
