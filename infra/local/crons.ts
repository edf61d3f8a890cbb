import type { Activity } from "./activity.ts";
import type { App } from "./app.ts";
import { longestTimerMs, type RuntimeClock } from "./clock.ts";
import { messageOf } from "./json.ts";
import { componentsOf, metadataOf, type Resources } from "./resources.ts";
import { type Schedule, schedule } from "./schedule.ts";
import type { OnProblem } from "./subscriptions.ts";

/** What the cron bindings stand on. */
export interface CronPorts {
  readonly clock: RuntimeClock;
  readonly activity: Activity;
  readonly onProblem: OnProblem;
}

/** Calls the app at `POST /{binding}` on each of its schedules; the returned function ends it. */
export function startCrons(
  resources: Resources,
  app: string,
  to: App,
  { clock, activity, onProblem }: CronPorts,
): () => void {
  const cancels = new Map<string, () => void>();

  const tick = async (name: string): Promise<void> => {
    const headers = { ...to.headers, "content-type": "application/json" };
    try {
      const { status } = await to.send({ method: "POST", path: `/${name}`, headers, body: "" });
      if (status >= 300) onProblem("cron.failed", { app, binding: name, status });
    } catch (thrown) {
      onProblem("cron.failed", { app, binding: name, error: messageOf(thrown) });
    }
  };

  const arm = (name: string, next: Schedule) => {
    const due = next(clock.now());
    if (due === undefined) return;
    const wait = () => {
      const leftMs = due - clock.now();
      if (leftMs > 0) cancels.set(name, clock.setTimer(Math.min(leftMs, longestTimerMs), wait));
      else {
        void activity.track(tick(name));
        arm(name, next);
      }
    };
    wait();
  };

  for (const [name, component] of componentsOf(resources, app, "bindings")) {
    if (component.spec.type !== "bindings.cron") continue;
    const line = metadataOf(component).schedule ?? "";
    const next = schedule(line);
    if (next) arm(name, next);
    else onProblem("cron.schedule-unreadable", { app, binding: name, schedule: line });
  }
  return () => {
    for (const cancel of cancels.values()) cancel();
  };
}
