import { hourMs } from "./wall.ts";
import type { World } from "./world.ts";

/** A clock is never wrong by more. */
export const clockErrorMaxMs = hourMs;

/** Clocks of single processes jump, by up to an hour either way, and after a while jump back. */
export function clocksJump(world: World, chaosMs: number, times: number): void {
  const { rng, schedule } = world;
  for (let n = 0; n < times; n++) {
    schedule.after(rng.below(chaosMs), () => {
      const one = rng.pick(world.instances);
      if (!one || world.healed) return;
      one.clockErrorMs = rng.below(2 * clockErrorMaxMs) - clockErrorMaxMs;
      schedule.after(rng.below(Math.floor(chaosMs / 3)), () => {
        one.clockErrorMs = 0;
      });
    });
  }
}
