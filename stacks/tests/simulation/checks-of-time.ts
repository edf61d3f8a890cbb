import { agendaIsRight } from "./check-agendas.ts";
import { chatIsRight } from "./check-chat.ts";
import { datesAreRight } from "./check-dates.ts";
import { noticesAreRight } from "./check-notices.ts";
import { remindersAreRight } from "./check-reminders.ts";
import { broken, logOf, nothingIsLeft } from "./checks.ts";
import type { Past } from "./past.ts";
import type { World } from "./world.ts";

/** Everything that is wrong with a healed world in which time has passed. */
export async function brokenInTime(
  world: World,
  users: readonly string[],
  past: Past,
): Promise<readonly string[]> {
  const endMs = world.schedule.nowMs;
  const { asked } = past.lived;
  const isTrailed = past.life.kind === "hours";
  return [
    ...(isTrailed ? await broken(world, users, asked, []) : []),
    ...nothingIsLeft(world).filter((what) => !(past.clocksAreOff && tooSoon.test(what))),
    ...users.flatMap((user) => {
      const log = logOf(world, user);
      return [
        ...datesAreRight(user, log, past, endMs),
        ...remindersAreRight(user, log, past, endMs),
        ...agendaIsRight(world, user, log, past, endMs),
        ...noticesAreRight(world, user, log, past),
        ...chatIsRight(world, user, log, past),
      ];
    }),
  ];
}

/** Proposed by a process whose clock is ahead, too long for one whose clock is not. */
const tooSoon = /^reminder\.due .* was set aside$/;
