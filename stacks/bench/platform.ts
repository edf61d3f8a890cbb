import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../commands/root.ts";
import { onRealCluster } from "../tests/engine/on-real-cluster.ts";
import type { Group, Run } from "./group.ts";
import type { Figure, Target } from "./report.ts";
import { spread } from "./statistics.ts";

const rounds = 5;
/** A preview prints every resource of a stack. */
const outputBytesMax = 64 << 20;
const atMost = (value: number): Target => ({ kind: "at most", value });

/** What people wait for who change the platform: each from the start of a process to its end. */
export const platform: Group = {
  says: "Verbs as processes on the real engine with stand-in providers; the update on a real API server whose nodes only seem to run pods.",
  async run(how) {
    const folder = await mkdtemp(join(tmpdir(), "nudge-bench-"));
    try {
      const outs = (round: number) => ["prod", "--out", join(folder, `${round}`)];
      return [
        await verbFigure(how, "render", outs, 2),
        await verbFigure(how, "preview", () => ["prod", "--stand-in"], 5),
        ...(await updateFigures(how)),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function verbFigure(
  { mode, progress }: Run,
  verb: string,
  argsOf: (round: number) => readonly string[],
  targetSeconds: number,
): Promise<Figure> {
  progress(`${verb} of prod`);
  const launcher = join(root, "stacks", "commands", "npm.mjs");
  const seconds: number[] = [];
  for (let round = 0; round < (mode === "quick" ? 1 : rounds); round += 1) {
    const args = [launcher, verb, ...argsOf(round)];
    const run = () =>
      promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: outputBytesMax });
    seconds.push(await secondsOf(run));
  }
  const range = spread(seconds);
  return {
    name: `${verb} of prod`,
    value: range.median,
    unit: "s",
    range,
    target: atMost(targetSeconds),
  };
}

const updateFigures = ({ progress }: Run): Promise<readonly Figure[]> =>
  onRealCluster(async ({ stack }) => {
    progress("update of dev from nothing");
    const first = await secondsOf(() => stack.up());
    progress("preview of dev without a change");
    const preview = await secondsOf(() => stack.preview());
    progress("end of dev");
    const end = await secondsOf(() => stack.destroy());
    return [
      { name: "update of dev from nothing", value: first, unit: "s", target: atMost(60) },
      { name: "preview of dev without a change", value: preview, unit: "s" },
      { name: "end of dev", value: end, unit: "s" },
    ];
  });

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}
