import { durationMs } from "./duration.ts";
import { isScopedTo, type Resources, type RetrySettings } from "./resources.ts";

/** How long to wait before the next attempt; undefined when there is none left. */
export type Retries = (failures: number, random: number) => number | undefined;

const firstPauseMs = 500;
const growth = 1.5;
/** Each pause is drawn from half of it below to half of it above: Dapr's back-off library. */
const jitter = 0.5;
const defaultLongestMs = 60_000;
const defaultConstantMs = 5_000;

/** Without a policy nothing is tried again: the event goes to the dead letters at once. */
export const noRetries: Retries = () => undefined;

/** The inbound retries of a component for an app. */
export function inboundRetries({ resiliency }: Resources, app: string, component: string): Retries {
  for (const resource of resiliency) {
    if (!isScopedTo(resource, app)) continue;
    const name = resource.spec.targets.components[component]?.inbound.retry;
    const retries: Readonly<Record<string, RetrySettings>> = resource.spec.policies.retries;
    const settings = name === undefined ? undefined : retries[name];
    if (settings) return retriesOf(settings);
  }
  return noRetries;
}

/** The pauses of one policy. */
export function retriesOf(settings: RetrySettings): Retries {
  // Dapr: no maximum, or -1, is without end.
  const max = settings.maxRetries ?? -1;
  const isOver = (failures: number) => max >= 0 && failures > max;
  if (settings.policy === "constant") {
    const pauseMs = durationMs(settings.duration ?? "") ?? defaultConstantMs;
    return (failures) => (isOver(failures) ? undefined : pauseMs);
  }
  const longestMs = durationMs(settings.maxInterval ?? "") ?? defaultLongestMs;
  return (failures, random) => {
    if (isOver(failures)) return undefined;
    const pauseMs = Math.min(firstPauseMs * growth ** (failures - 1), longestMs);
    return pauseMs * (1 - jitter + 2 * jitter * random);
  };
}
