import { spawnSync } from "node:child_process";

/** Whether the machine has a program: what builds with it cannot be tested without it. */
export const has = (program: string): boolean =>
  spawnSync("/bin/sh", ["-c", 'command -v "$0"', program]).status === 0;
