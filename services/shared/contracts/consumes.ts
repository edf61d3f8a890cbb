import type { Subscription } from "../../../components/model/service.ts";
import type { Topic } from "../../../components/model/topic.ts";
import { deadLetters } from "./dead-letters.ts";

/** Five retries over some seconds: longer than a restart, shorter than a person's patience. */
const retry = { retries: 5, pause: "1s" } as const;

type Choices = Partial<Omit<Subscription, "topic">>;

/** A subscription with the house rules: retry, then set aside with the reason. */
export function consumes<const T extends Topic>(topic: T, choices: Choices = {}): Subscription<T> {
  return {
    topic,
    retry,
    deadLetter: deadLetters,
    audience: "one-replica",
    batch: 1,
    ...choices,
  };
}
