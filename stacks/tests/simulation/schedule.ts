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
  /** A heap: the next step is the first. */
  readonly #waiting: Step[] = [];

  constructor(rng: Rng, startMs: number) {
    this.#rng = rng;
    this.nowMs = startMs;
  }

  /** Runs after so much virtual time. */
  after(delayMs: number, run: () => void): void {
    const step = { atMs: this.nowMs + delayMs, tie: this.#rng.unit(), run };
    const waiting = this.#waiting;
    let place = waiting.push(step) - 1;
    for (;;) {
      const above = waiting[(place - 1) >> 1];
      if (!above || !isBefore(step, above)) break;
      waiting[place] = above;
      place = (place - 1) >> 1;
    }
    waiting[place] = step;
  }

  delay(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Takes one step after another until the moment is reached, the work is done, or too much. */
  async until(endMs: number, done: () => boolean, stepsMax: number): Promise<void> {
    for (; this.steps < stepsMax; this.steps++) {
      await settled();
      if (done()) return;
      const [next] = this.#waiting;
      if (!next || next.atMs > endMs) {
        this.nowMs = endMs;
        return;
      }
      this.#takeNext();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    throw new Error(`still busy after ${stepsMax} steps: the world runs in circles`);
  }

  /** Takes the first step off the heap. */
  #takeNext(): void {
    const waiting = this.#waiting;
    const last = waiting.pop();
    if (!last || waiting.length === 0) return;
    // The hole at the top sinks until the last step fits into it.
    let hole = 0;
    for (;;) {
      const [left, right] = [waiting[2 * hole + 1], waiting[2 * hole + 2]];
      if (!left) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, last)) break;
      waiting[hole] = child;
      hole = 2 * hole + (isRight ? 2 : 1);
    }
    waiting[hole] = last;
  }
}

const isBefore = (a: Step, b: Step): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.tie < b.tie);

/** Lets all code run on until it waits for a step again. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
