import type { HttpAnswer } from "../../../components/model/http.ts";
import { stateStoreName } from "../../../components/model/names.ts";
import type { ServiceSpec } from "../../../components/model/service.ts";
import { messageOf } from "./errors.ts";
import type { Ports } from "./ports.ts";

/** A store that takes longer hangs: its usual answer takes a millisecond. A probe waits for 2 s. */
const storeAnswersWithinMs = 1_500;
/** One nobody writes: that it is not there is an answer as well. */
const storePath = `/v1.0/state/${stateStoreName}/readiness`;
const reasonMax = 300;

interface Trouble {
  /** Which part, and what to do; for everybody. */
  readonly what: string;
  /** May name hosts and users: for the log alone. */
  readonly why: string;
}

/** How a service finds out whether it can work. */
export interface Readiness {
  /** What keeps it from working, and what to do; undefined: nothing. */
  trouble(): Promise<string | undefined>;
  /** Whether the store fails at this moment. */
  isStoreAway(): Promise<boolean>;
}

/**
 * A service that keeps something cannot work without its store. Without the broker it can: what
 * happened is kept, and told later.
 */
export function readiness(
  { state }: ServiceSpec,
  { sidecar, machineClock, log }: Pick<Ports, "sidecar" | "machineClock" | "log">,
): Readiness {
  const ask = (path: string) =>
    sidecar({ method: "GET", path, headers: {}, body: "" }).catch(
      (thrown: unknown): HttpAnswer => ({ status: 503, headers: {}, body: messageOf(thrown) }),
    );
  const storeTrouble = state.length === 0 ? async () => undefined : storeLook(ask, machineClock);
  let wasReady = true;
  return {
    async trouble() {
      const answer = await ask("/v1.0/healthz/outbound");
      const trouble = answer.status < 300 ? await storeTrouble() : sidecarIsAway(answer);
      const isReady = trouble === undefined;
      if (!isReady && wasReady) log.error("service.not-ready", { ...trouble });
      if (isReady && !wasReady) log.info("service.ready-again");
      wasReady = isReady;
      return trouble?.what;
    },
    isStoreAway: async () => (await storeTrouble()) !== undefined,
  };
}

/** One look at the store at a time, however many ask: whoever looks must not be the load. */
function storeLook(ask: (path: string) => Promise<HttpAnswer>, clock: Ports["machineClock"]) {
  let looking: Promise<Trouble | undefined> | undefined;
  const look = async () => {
    const answer = await ask(storePath);
    looking = undefined;
    return answer.status < 300 ? undefined : storeIsAway(answer);
  };
  const tooLong = async () => {
    await clock.sleep(storeAnswersWithinMs);
    return storeIsAway({ status: 0, body: "no answer" });
  };
  return () => {
    looking ??= look();
    return Promise.race([looking, tooLong()]);
  };
}

type Said = Pick<HttpAnswer, "status" | "body">;

const storeIsAway = (said: Said): Trouble => ({
  what: `the store "${stateStoreName}" does not answer: see that it runs and can be reached`,
  why: reasonIn(said),
});

const sidecarIsAway = (said: Said): Trouble => ({
  what: "the sidecar is not ready: its log says which of its components does not start",
  why: reasonIn(said),
});

const reasonIn = ({ status, body }: Said) => `${status} ${body.slice(0, reasonMax)}`;
