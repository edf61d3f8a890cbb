import type { EngineEvent, OpType } from "@pulumi/pulumi/automation/index.js";

/** What an update said and did. */
export interface UpResult {
  readonly succeeded: boolean;
  /** Everything that the engine printed. */
  readonly output: string;
  /** How many resources were made, changed, and so on; `{ same: n }` when nothing was. */
  readonly changes: Readonly<Partial<Record<OpType, number>>>;
  readonly tookMs: number;
}

interface Run {
  readonly onOutput: (text: string) => void;
  readonly onEvent: (event: EngineEvent) => void;
}

interface Ran {
  readonly summary: {
    readonly result: string;
    readonly resourceChanges?: Partial<Record<OpType, number>>;
  };
}

/** Runs an update to its end, and says what came of it also when it failed. */
export async function upOf(
  work: (run: Run) => Promise<Ran>,
  onEvent: (event: EngineEvent) => void = () => undefined,
): Promise<UpResult> {
  const began = performance.now();
  let output = "";
  const onOutput = (text: string) => {
    output += text;
  };
  const took = () => Math.round(performance.now() - began);
  try {
    const { summary } = await work({ onOutput, onEvent });
    const changes = summary.resourceChanges ?? {};
    return { succeeded: summary.result === "succeeded", output, changes, tookMs: took() };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { succeeded: false, output: `${output}\n${why}`, changes: {}, tookMs: took() };
  }
}
