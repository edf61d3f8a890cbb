import { ensure } from "../infra/toolchain/ensure.ts";
import { thisMachine } from "../infra/toolchain/machine.ts";
import { programs } from "../infra/toolchain/programs.ts";

const needed = [
  "daprd",
  "sentry",
  "placement",
  "scheduler",
  "kafka",
  "postgresql",
  "redis",
] as const satisfies readonly (keyof typeof programs)[];

/** Where the real programs of one machine lie. */
export interface RealPrograms {
  readonly daprd: string;
  readonly sentry: string;
  readonly placement: string;
  readonly scheduler: string;
  readonly kafka: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly redis: string;
}

/** Has the programs made that are not here yet. Throws with the reason where that does not work. */
export async function realPrograms(
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<RealPrograms> {
  const machine = thisMachine(process.env, { report, signal });
  const paths = new Map<string, string>();
  // One after the other: a build takes all processors.
  for (const name of needed) {
    const tool = await ensure(name, machine);
    for (const bin of programs[name].bin) paths.set(bin, tool.path(bin));
  }
  const path = (bin: string): string => {
    const found = paths.get(bin);
    if (found === undefined) throw new Error(`the toolchain has no "${bin}"`);
    return found;
  };
  return {
    daprd: path("daprd"),
    sentry: path("sentry"),
    placement: path("placement"),
    scheduler: path("scheduler"),
    kafka: path("kafka"),
    initdb: path("initdb"),
    postgres: path("postgres"),
    redis: path("redis-server"),
  };
}
