import type { HttpAnswer, HttpCall } from "../../../components/model/http.ts";
import type { FakeApp } from "../testing/fake-app.ts";

/** Another Dapr API, reached over a socket: the embedded runtime or a daprd for each app. */
export interface Target {
  readonly name: string;
  /** Cases, by their titles, in which it differs on purpose, each with the reason. */
  readonly differs?: Readonly<Record<string, string>>;
  /** Starts sidecars for the apps, with the resources of `resources.ts`. */
  start(apps: Readonly<Record<AppId, FakeApp>>): Promise<Started>;
}

/** The apps of the suite: `a` owns and asks, `b` reads and answers, `c` may do nothing. */
export type AppId = "a" | "b" | "c";

/** A target that runs. */
export interface Started {
  call(
    app: AppId,
    method: HttpCall["method"],
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/** What each case works with: the target's sidecars, and the apps beside them. */
export interface Suite {
  readonly call: Started["call"];
  readonly apps: Readonly<Record<AppId, FakeApp>>;
}
