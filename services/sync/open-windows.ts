import type { TaskUpdate } from "../shared/contracts/task-updates.ts";
import { messageOf } from "../shared/kit/errors.ts";
import { currentTrace, traceIdOf } from "../shared/kit/trace.ts";
import { closeCodes } from "./frames.ts";
import { type OpenWindow, openWindow, type Socket, type WindowPorts } from "./open-window.ts";

/** All windows that are connected to this replica. */
export interface OpenWindows {
  /** Whether one more may connect. */
  hasRoom(): boolean;
  open(socket: Socket, cursor: number | undefined): OpenWindow;
  /** The wire is gone. */
  gone(window: OpenWindow): void;
  update(update: TaskUpdate): void;
  /** Ends the windows of a session that was signed out. */
  revoke(user: string, session: string): void;
  /** Ends all of them. */
  close(): void;
}

/** At 30 KB a socket (measured) 120 MB: what the declared memory of one replica leaves for them. */
const socketsMax = 4_000;
/** Strangers must not take the places of people. */
const strangersMax = 1_000;
/**
 * More windows than a person has. The newest is refused: closing the oldest instead would make
 * two pages that reconnect push each other out for ever.
 */
export const socketsPerPersonMax = 20;
/** Time limits are seconds; finer is not needed. */
const tickMs = 1_000;

/** No window yet. The clock is looked at only while there are some. */
export function openWindows(ports: Omit<WindowPorts, "admit">): OpenWindows {
  const { clock, log } = ports;
  const all = new Set<OpenWindow>();
  const byPerson = new Map<string, Set<OpenWindow>>();
  let known = 0;
  let ticking = false;

  const admit = (window: OpenWindow, person: string): boolean => {
    const theirs = byPerson.get(person) ?? new Set();
    // One that closed while its token was verified would never be removed again.
    if (theirs.size >= socketsPerPersonMax || !all.has(window)) return false;
    byPerson.set(person, theirs.add(window));
    known += 1;
    return true;
  };
  const tick = async () => {
    while (all.size > 0) {
      await clock.sleep(tickMs);
      for (const window of all) window.tick(clock.now());
    }
  };
  const startTicking = () => {
    if (ticking) return;
    ticking = true;
    tick()
      .catch((thrown: unknown) => log.error("sync.tick-failed", { error: messageOf(thrown) }))
      .finally(() => {
        ticking = false;
        if (all.size > 0) startTicking();
      });
  };

  return {
    hasRoom: () => all.size < socketsMax && all.size - known < strangersMax,
    open(socket, cursor) {
      const window = openWindow(socket, cursor, { ...ports, admit });
      all.add(window);
      startTicking();
      return window;
    },
    gone(window) {
      all.delete(window);
      const person = window.person?.id;
      const theirs = person === undefined ? undefined : byPerson.get(person);
      if (person === undefined || !theirs?.delete(window)) return;
      known -= 1;
      if (theirs.size === 0) byPerson.delete(person);
    },
    update({ user_id, ...change }) {
      const trace = traceIdOf(currentTrace());
      const traced = trace ? { ...change, trace_id: trace } : change;
      for (const window of byPerson.get(user_id) ?? []) window.update(traced);
    },
    revoke(user, session) {
      for (const window of byPerson.get(user) ?? []) {
        if (window.person?.sessionId !== session) continue;
        window.end(closeCodes.unauthenticated, "this session was signed out");
      }
    },
    close() {
      for (const window of all) window.end(closeCodes.restart, "restarting; connect again");
    },
  };
}
