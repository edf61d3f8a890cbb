import type { World } from "./world.ts";
import { done } from "./world.ts";

/** What may happen to the jobs of a world. */
export type JobsMood = "well" | "late" | "never" | "any";

interface Job {
  readonly app: string;
  readonly data: unknown;
}

/** A scheduler of jobs calls at its moment or up to so much later; some are late by far more. */
const punctualMs = 2_000;
const lateMs = 600_000;
/** Somebody's clock is never quite another's. */
const earlyMs = 20_000;
/** One second in reality; a job that has to wait for a process meets the same with fewer calls. */
const againMs = 10_000;

/** The jobs API of the sidecar. From healing on its jobs are punctual, but those set before. */
export function simulatedJobs(world: World, mood: JobsMood): void {
  const jobs = new Map<string, Job>();
  const { rng, schedule } = world;

  const call = async (name: string, job: Job): Promise<void> => {
    // One that was set anew or taken back meanwhile is not called.
    if (jobs.get(name) !== job) return;
    const body = JSON.stringify(job.data);
    const headers = { "content-type": "application/json" };
    const answer = await world
      .call(job.app, { method: "POST", path: `/job/${name}`, headers, body })
      .catch(() => undefined);
    if (answer?.status === 200) {
      if (jobs.get(name) === job && !rng.chance(world.bus.duplicates)) jobs.delete(name);
      else if (rng.chance(0.5)) schedule.after(againMs, () => void call(name, job));
      return;
    }
    schedule.after(againMs, () => void call(name, job));
  };

  const moments = (): readonly number[] => {
    const is = mood === "any" ? rng.pick(["well", "late", "never", "twice", "early"]) : mood;
    switch (is) {
      case "late":
        return [rng.below(lateMs)];
      case "never":
        return [];
      case "twice":
        return [rng.below(punctualMs), rng.below(lateMs)];
      case "early":
        return [-rng.below(earlyMs)];
      default:
        return [rng.below(punctualMs)];
    }
  };

  world.apis.set("jobs", ({ service }, { method, path, body }) => {
    const name = path.slice("/v1.0/jobs/".length);
    if (method === "DELETE") {
      jobs.delete(name);
      return done;
    }
    const { dueTime, data } = JSON.parse(body) as { dueTime: string; data: unknown };
    const job = { app: service, data };
    jobs.set(name, job);
    for (const lateMs of moments()) {
      const waitMs = Math.max(0, Date.parse(dueTime) + lateMs - schedule.nowMs);
      // `call` settles its own failures.
      schedule.after(waitMs, () => void call(name, job));
    }
    return done;
  });
}
