import type { Subscription } from "../../../components/model/service.ts";
import { messageOf, TerminalError } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Outgoing } from "./publish.ts";
import { causeAttribute } from "./publish.ts";
import { inTrace } from "./trace.ts";

/** The answers that Dapr understands. The host sets events aside itself, so it never says DROP. */
export type Verdict = "SUCCESS" | "RETRY";

/** A handler whose event type is forgotten; the host pairs it with its own topic's parser. */
export type AnyHandler = (event: { readonly id: string; readonly data: unknown }) => Promise<void>;

export interface DeliveryPorts {
  readonly consumer: string;
  readonly log: Log;
  readonly now: () => string;
  readonly setAside: (letter: Outgoing) => Promise<void>;
  /** Whether nothing can succeed at the moment, whatever the event. */
  readonly isStoreAway: () => Promise<boolean>;
  readonly counted: (topic: string, outcome: "done" | "retried" | "dead") => void;
}

/** Events whose failures are remembered; a forgotten one only gets its retries anew. */
const rememberedMax = 10_000;

interface Failures {
  readonly attempts: number;
  readonly firstSeen: string;
}

/**
 * Takes events of one subscription: parse, handle, and decide what a failure means.
 *
 * An event that cannot succeed, or has failed `retries` times after its first attempt, is set
 * aside with the reason; if even that fails, it stays with the broker and comes again. While the
 * store is away no failure counts: the runtime hands the event over until it is back.
 */
export function receiver(subscription: Subscription, handle: AnyHandler, ports: DeliveryPorts) {
  const { topic, retry } = subscription;
  const failures = new Map<string, Failures>();

  const remember = (id: string): Failures => {
    const before = failures.get(id);
    const now = {
      attempts: (before?.attempts ?? 0) + 1,
      firstSeen: before?.firstSeen ?? ports.now(),
    };
    failures.delete(id);
    failures.set(id, now);
    for (const oldest of failures.keys()) {
      if (failures.size <= rememberedMax) break;
      failures.delete(oldest);
    }
    return now;
  };

  const fail = async (event: CloudEvent, thrown: unknown): Promise<Verdict> => {
    const isFinal = thrown instanceof TerminalError;
    if (!isFinal && (await ports.isStoreAway())) {
      ports.log.info("event.waits", { topic: topic.name, id: event.id, error: messageOf(thrown) });
      ports.counted(topic.name, "retried");
      return "RETRY";
    }
    const { attempts, firstSeen } = remember(event.id);
    const fields = { topic: topic.name, id: event.id, attempts, error: messageOf(thrown) };
    const last = subscription.deadLetter === "none" ? Number.POSITIVE_INFINITY : retry.retries;
    if (!isFinal && attempts <= last) {
      ports.log.warn("event.retried", fields);
      ports.counted(topic.name, "retried");
      return "RETRY";
    }
    if (subscription.deadLetter !== "none") {
      await ports.setAside({
        topic: subscription.deadLetter,
        data: letter(event, thrown, { attempts, firstSeen, consumer: ports.consumer }),
      });
    }
    failures.delete(event.id);
    ports.log.error("event.set-aside", fields);
    ports.counted(topic.name, "dead");
    return "SUCCESS";
  };

  return async (raw: unknown): Promise<Verdict> => {
    const event = cloudEvent(raw);
    return inTrace(event.cause, async () => {
      try {
        await handle({ id: event.id, data: parsed(subscription, event) });
        failures.delete(event.id);
        ports.counted(topic.name, "done");
        return "SUCCESS";
      } catch (thrown) {
        return await fail(event, thrown).catch((again: unknown) => {
          ports.log.error("event.not-set-aside", { id: event.id, error: messageOf(again) });
          return "RETRY" as const;
        });
      }
    });
  };
}

interface CloudEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly cause: string | undefined;
  readonly whole: Readonly<Record<string, unknown>>;
}

/** What arrives is the runtime's, not ours: every attribute may be missing. */
function cloudEvent(raw: unknown): CloudEvent {
  const whole = typeof raw === "object" && raw !== null ? { ...raw } : { data: raw };
  const get = (name: string) => (name in whole ? Reflect.get(whole, name) : undefined);
  const cause = get(causeAttribute) ?? get("traceparent");
  return {
    id: String(get("id") ?? ""),
    type: String(get("type") ?? ""),
    data: get("data"),
    cause: typeof cause === "string" ? cause : undefined,
    whole,
  };
}

function parsed({ topic }: Subscription, event: CloudEvent): unknown {
  try {
    if (event.type !== topic.name && topic.adopt) return topic.adopt(event.whole);
    return topic.parse(event.data);
  } catch (thrown) {
    throw new TerminalError(`not a "${topic.name}" event: ${messageOf(thrown)}`);
  }
}

const letter = (
  event: CloudEvent,
  thrown: unknown,
  { attempts, firstSeen, consumer }: Failures & { consumer: string },
) => ({
  original: event.whole,
  error: {
    name: thrown instanceof Error ? thrown.name : "Error",
    message: messageOf(thrown),
  },
  attempts,
  consumer,
  first_seen: firstSeen,
});
