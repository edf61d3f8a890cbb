import type { Rng } from "./rng.ts";

interface Step {
  readonly atMs: number;
  /** Decides between steps of the same moment: the interleaving. */
  readonly tie: number;
  readonly run: () => void;
}

/** Virtual time: every await of the simulated world goes through here and nowhere else. */
export class Schedule {
  nowMs: number;
  steps = 0;
  readonly #rng: Rng;
  #waiting: Step[] = [];

  constructor(rng: Rng, startMs: number) {
    this.#rng = rng;
    this.nowMs = startMs;
  }

  /** Runs after so much virtual time. */
  after(delayMs: number, run: () => void): void {
    this.#waiting.push({ atMs: this.nowMs + delayMs, tie: this.#rng.unit(), run });
  }

  delay(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Takes one step after another until the moment is reached, the work is done, or too much. */
  async until(endMs: number, done: () => boolean, stepsMax: number): Promise<void> {
    for (; this.steps < stepsMax; this.steps++) {
      await settled();
      if (done()) return;
      const next = this.#takeNext();
      if (!next || next.atMs > endMs) {
        this.nowMs = endMs;
        return;
      }
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    throw new Error(`still busy after ${stepsMax} steps: the world runs in circles`);
  }

  #takeNext(): Step | undefined {
    let best = 0;
    for (const [i, step] of this.#waiting.entries()) {
      const leader = this.#waiting[best];
      if (!leader) break;
      if (step.atMs < leader.atMs || (step.atMs === leader.atMs && step.tie < leader.tie)) best = i;
    }
    return this.#waiting.splice(best, 1)[0];
  }
}

/** Lets all code run on until it waits for a step again. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
