import { randomBytes } from "node:crypto";
import { messageOf } from "../shared/kit/errors.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { routes } from "./api.ts";
import { channels, type Push } from "./channels.ts";
import { delivering } from "./delivering.ts";
import { handlersOf } from "./events.ts";
import { settingsStore } from "./kept-settings.ts";
import { noticesStore } from "./notices-store.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { pushKeysOf } from "./push-keys.ts";
import { notification } from "./service.ts";
import { sweepOf } from "./sweep.ts";
import { waitingPeople } from "./waiting.ts";
import { webPushing } from "./web-push.ts";

/** People who are served at once; the lease of a try counts on it. */
const peopleAtOnce = 8;
/** A few minutes of work when a provider is slow; what is more is left to the sweeps. */
const underWayMax = 1_000;
/** 256 bits, as long as the hash that is keyed with it. */
const secretBytes = 32;

/** The notification service. */
export const program = host(notification, (connection, ports) => {
  const { clock, log } = ports;
  const newSecret = () => randomBytes(secretBytes).toString("base64url");
  const people = settingsStore(connection, clock, newSecret);
  const notices = noticesStore(connection, clock);
  const waiting = waitingPeople(connection, clock);
  const keys = pushKeysOf(ports.settings.variables);
  /** What was sent stays sent when this fails: the next message meets the same end, and comes here. */
  const forget = (user: string, browsers: readonly string[]) =>
    people.removeBrowsers(user, browsers).catch((thrown: unknown) => {
      log.warn("push.not-forgotten", { user, error: messageOf(thrown) });
    });
  const push: Push = keys ? { to: webPushing(connection, keys), forget } : "not set up";
  const send = channels(connection, push, ports.machineClock);
  const stop = new AbortController();
  const work = delivering({ notices, people, send, clock, log, stopping: stop.signal });
  const deliver = oneAtATime(work, peopleAtOnce);
  const underWay = new Set<Promise<void>>();

  /** Nobody waits for it: a provider that hangs must not hold up the events of other people. */
  const begin = (user: string) => {
    if (underWay.size >= underWayMax) return;
    const doing = deliver(user)
      .then(() => undefined)
      // The person's mark is still there: the next sweep does it.
      .catch((thrown: unknown) => log.warn("delivery.put-off", { user, error: messageOf(thrown) }))
      .finally(() => underWay.delete(doing));
    underWay.add(doing);
  };

  return {
    on: handlersOf({ notices, people, waiting, clock, begin }),
    every: { "delivery-sweep": sweepOf(waiting, deliver) },
    routes: routes(
      { notices, people, send, pushKey: keys?.publicKey ?? null, checkUrl: connection.checkUrl },
      ports,
    ),
    close: async () => {
      stop.abort();
      await Promise.all(underWay);
    },
  };
});

if (import.meta.main) await serve(program);
