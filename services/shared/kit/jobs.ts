import type { Send } from "../../../components/model/http.ts";
import { RetryableError } from "./errors.ts";

/** A call that the runtime makes to this service once, at a moment or soon after, never before. */
export interface Job {
  /** ISO 8601 instant; one that has passed fires at once. */
  readonly at: string;
  /** Comes back with the call. */
  readonly data: unknown;
}

export interface Jobs<Kind extends string> {
  /** Sets the job, or sets it anew. Throws RetryableError when the scheduler does not take it. */
  set(kind: Kind, id: string, job: Job): Promise<void>;
  /** Takes the job back; one that is not there is no error. */
  cancel(kind: Kind, id: string): Promise<void>;
}

/** `{kind}-{id}`: from a closed alphabet, because it becomes part of a path. */
export function jobName(kind: string, id: string): string {
  if (!/^[A-Za-z0-9_-]{1,150}$/.test(id)) {
    throw new RangeError(`"${id}" cannot be part of a job's name: use A-Z, a-z, 0-9, "_" and "-"`);
  }
  return `${kind}-${id}`;
}

/** The jobs API of the sidecar. */
export function daprJobs(sidecar: Send): Jobs<string> {
  const call = async (method: "POST" | "DELETE", name: string, body: string) => {
    const headers = { "content-type": "application/json" };
    const answer = await sidecar({ method, path: `/v1.0/jobs/${name}`, headers, body });
    if (answer.status >= 300) {
      throw new RetryableError(`job ${name}: ${answer.status} ${answer.body.slice(0, 200)}`);
    }
  };
  return {
    set: (kind, id, { at, data }) =>
      call(
        "POST",
        jobName(kind, id),
        JSON.stringify({
          dueTime: at,
          // A job without data is accepted and never delivered (Dapr 1.18).
          data,
          overwrite: true,
          // The default gives up after three retries at one second; without a maximum it goes on.
          failurePolicy: { constant: { interval: "1s" } },
        }),
      ),
    cancel: (kind, id) => call("DELETE", jobName(kind, id), ""),
  };
}
