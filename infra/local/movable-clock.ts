import { longestTimerMs, type RuntimeClock } from "./clock.ts";

/** Time that runs as the machine's does, and can be moved forward past everything due on the way. */
export interface MovableClock {
  /** Its timers are moments to stop at: on a move each fires at its own time. */
  readonly exact: RuntimeClock;
  /** Its timers fire on a move when time has passed them, and only once for each step. */
  readonly coarse: RuntimeClock;
  /** How far it is ahead of the machine, in milliseconds. */
  offsetMs(): number;
  /**
   * Moves time forward in steps, letting `settle` finish after each; `begins` hears how far ahead
   * it will end. Rejects with RangeError for a move backwards or a longer one than a year, and
   * while another move is under way.
   */
  move(
    byMs: number,
    settle: () => Promise<void>,
    begins?: (endOffsetMs: number) => void,
  ): Promise<void>;
}

/** A year of daily rules plays in half a minute; more is a mistake in the number. */
export const longestMoveMs = 366 * 86_400_000;
/** What repeats every few seconds need not be played every few seconds. */
const stepsMax = 1_000;
/** A short move is played as finely as the finest sweep. */
const shortestStepMs = 30_000;

interface Timer {
  readonly at: number;
  readonly run: () => void;
  readonly stopsAt: boolean;
  cancel: () => void;
}

/** What there is to cancel before the first wait. */
const nothing = () => undefined;

/** A clock that starts ahead of the machine's by an offset, 0 for the machine's own time. */
export function movableClock(machine: RuntimeClock, startOffsetMs = 0): MovableClock {
  let offset = startOffsetMs;
  let isMoving = false;
  const timers = new Set<Timer>();
  const now = () => machine.now() + offset;

  const wait = (timer: Timer) => {
    timer.cancel = machine.setTimer(Math.min(timer.at - now(), longestTimerMs), () => {
      if (timer.at > now()) wait(timer);
      else fire(timer);
    });
  };
  const fire = (timer: Timer) => {
    if (!timers.delete(timer)) return;
    timer.cancel();
    timer.run();
  };
  const clock = (stopsAt: boolean): RuntimeClock => ({
    now,
    setTimer(afterMs, run) {
      const timer: Timer = { at: now() + Math.max(afterMs, 0), run, stopsAt, cancel: nothing };
      timers.add(timer);
      wait(timer);
      return () => {
        timers.delete(timer);
        timer.cancel();
      };
    },
  });

  /** The earliest moment on the way at which something wants to happen at its own time. */
  const nextStop = (limit: number) =>
    [...timers].reduce((stop, { at, stopsAt }) => (stopsAt ? Math.min(stop, at) : stop), limit);

  const moveTo = async (target: number, stepMs: number, settle: () => Promise<void>) => {
    while (now() < target) {
      const stop = Math.max(nextStop(Math.min(now() + stepMs, target)), now());
      offset += stop - now();
      // Only those there are now: one that is set again while it fires waits for the next step.
      const due = [...timers].filter(({ at }) => at <= stop).sort((a, b) => a.at - b.at);
      for (const timer of due) fire(timer);
      await settle();
    }
  };

  return {
    exact: clock(true),
    coarse: clock(false),
    offsetMs: () => offset,
    async move(byMs, settle, begins) {
      if (isMoving) throw new RangeError("time is being moved already: wait until that has ended");
      if (!(byMs >= 0 && byMs <= longestMoveMs)) {
        throw new RangeError("time moves forward only, and at most 366 days at once");
      }
      begins?.(offset + byMs);
      isMoving = true;
      try {
        await moveTo(now() + byMs, Math.max(shortestStepMs, byMs / stepsMax), settle);
      } finally {
        isMoving = false;
        // The waits of those that are left were reckoned before the move.
        for (const timer of timers) {
          timer.cancel();
          wait(timer);
        }
      }
    },
  };
}
