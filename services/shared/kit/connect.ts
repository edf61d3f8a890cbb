import { publishable } from "../../../components/model/application.ts";
import type { HttpAnswer, HttpCall } from "../../../components/model/http.ts";
import type { ServiceSpec } from "../../../components/model/service.ts";
import type { DataOf, Topic } from "../../../components/model/topic.ts";
import { RetryableError } from "./errors.ts";
import { daprJobs, type Jobs } from "./jobs.ts";
import { daprOutput, type Output } from "./outputs.ts";
import { type OutsideCall, outgoingAllow, outside } from "./outside.ts";
import { isAway } from "./patient-send.ts";
import type { Ports } from "./ports.ts";
import { Problem } from "./problem.ts";
import { daprPublish, type Outgoing } from "./publish.ts";
import { daprState, type StateKey, type StateStore, stateKey } from "./state.ts";
import { currentTrace, type Traceparent } from "./trace.ts";

type Named<T extends readonly Topic[], N> = Extract<T[number], { readonly name: N }>;
type Published<S extends ServiceSpec> = S["publishes"][number];
type Subscribed<S extends ServiceSpec> = S["subscribes"][number]["topic"];

/** An event as its handler gets it. */
export interface Delivery<Data> {
  readonly id: string;
  readonly data: Data;
}

/** Exactly one handler for each subscription: a missing or an extra one does not compile. */
export type Handlers<S extends ServiceSpec> = {
  readonly [N in Subscribed<S>["name"]]: (
    event: Delivery<DataOf<Extract<Subscribed<S>, { readonly name: N }>>>,
  ) => Promise<void>;
};

/** An event that the service declared, with the trace of the request that caused it. */
export type Declared<S extends ServiceSpec> = {
  [N in Published<S>["name"]]: {
    readonly topic: N;
    readonly data: DataOf<Named<S["publishes"], N>>;
    readonly cause?: Traceparent | undefined;
  };
}[Published<S>["name"]];

type OutputName<S extends ServiceSpec> = Extract<S["bindings"][number], { kind: "output" }>["name"];

/** Nothing can be asked of the outside by a service that declares no egress. */
type IfOutside<S extends ServiceSpec, T> = [S["egress"]["hosts"][number]] extends [never]
  ? never
  : T;

/** What a service's code holds: exactly the powers that its spec declares. */
export interface Connection<S extends ServiceSpec> {
  publish<N extends Published<S>["name"]>(
    topic: N,
    data: DataOf<Named<S["publishes"], N>>,
  ): Promise<void>;
  /** Publishes several events in order. */
  publishAll(events: readonly Declared<S>[]): Promise<void>;
  readonly state: StateStore;
  /** `{entity}:{owner}:{id}...` of an entity that the service declared. */
  key(entity: S["state"][number], owner: string, ...ids: readonly (string | number)[]): StateKey;
  /** Jobs of the kinds that the service declared. */
  readonly jobs: Jobs<S["jobs"][number]>;
  /** Sends through a declared output binding. */
  send(binding: OutputName<S>, output: Output): Promise<HttpAnswer>;
  /** Calls a declared peer. Its problems come back as answers; RetryableError when it is away. */
  invoke(
    peer: S["invokes"][number],
    call: Partial<HttpCall> & Pick<HttpCall, "path">,
  ): Promise<HttpAnswer>;
  /** Posts to a declared host outside; the errors are those of `Outside.call`. */
  callOut(call: IfOutside<S, OutsideCall>): Promise<{ readonly status: number }>;
  /** Throws what `callOut` would throw before it connects, so that people hear of it at once. */
  checkUrl(url: IfOutside<S, string>): Promise<void>;
}

/** Gives a service its powers. What is not declared does not compile, and is refused at run time. */
export function connect<S extends ServiceSpec>(spec: S, ports: Ports): Connection<S> {
  const topics = new Map(publishable(spec).map((topic) => [topic.name, topic]));
  const publish = daprPublish(ports.sidecar, spec.id, ports.settings.topicLayout);
  const outgoing = (event: { topic: string; data: unknown; cause?: Traceparent | undefined }) => {
    const topic = topics.get(event.topic);
    if (!topic)
      throw new Problem("forbidden", { detail: undeclared(spec, "publishes", event.topic) });
    return { topic, data: event.data, cause: event.cause } satisfies Outgoing;
  };
  return {
    publish: async (topic, data) => publish([outgoing({ topic, data })]),
    publishAll: async (events) => publish(events.map(outgoing)),
    state: daprState(ports.sidecar),
    key(entity, owner, ...ids) {
      if (!spec.state.includes(entity)) {
        throw new Problem("forbidden", { detail: undeclared(spec, "state", entity) });
      }
      return stateKey(entity, owner, ...ids);
    },
    jobs: declaredJobs(spec, daprJobs(ports.sidecar)),
    ...wayOut(spec, ports),
    async send(name, output) {
      const binding = spec.bindings.find((b) => b.name === name);
      if (binding?.kind !== "output") {
        throw new Problem("forbidden", { detail: undeclared(spec, "bindings", name) });
      }
      return daprOutput(ports.sidecar)(name, binding.operation, output);
    },
    async invoke(peer, { method = "GET", path, headers = {}, body = "" }) {
      if (!spec.invokes.includes(peer)) {
        throw new Problem("forbidden", { detail: undeclared(spec, "invokes", peer) });
      }
      const trace = currentTrace();
      const answer = await ports.sidecar({
        method,
        path: `/v1.0/invoke/${peer}/method${path}`,
        headers: { ...headers, ...(trace ? { traceparent: trace } : {}) },
        body,
      });
      if (isAway(answer))
        throw new RetryableError(`${peer} does not answer: ${answer.body.slice(0, 200)}`);
      return answer;
    },
  };
}

function wayOut({ id, egress }: ServiceSpec, { outside: given, settings }: Ports) {
  const { hosts } = egress;
  if (hosts.length === 0) {
    const closed = async (): Promise<never> => {
      throw new Problem("forbidden", {
        detail: `"${id}" does not declare egress.hosts; add them to its service.ts`,
      });
    };
    return { callOut: closed, checkUrl: closed };
  }
  const allowed = outgoingAllow(settings.variables.OUTGOING_ALLOW);
  const way = given ?? outside({ hosts, allowed });
  return {
    callOut: (call: OutsideCall) => way.call(call),
    checkUrl: (url: string) => way.check(url),
  };
}

function declaredJobs(spec: ServiceSpec, jobs: Jobs<string>): Jobs<string> {
  const checked = (kind: string) => {
    if (spec.jobs.includes(kind)) return kind;
    throw new Problem("forbidden", { detail: undeclared(spec, "jobs", kind) });
  };
  return {
    set: async (kind, id, job) => jobs.set(checked(kind), id, job),
    cancel: async (kind, id) => jobs.cancel(checked(kind), id),
  };
}

const undeclared = (spec: ServiceSpec, field: string, name: string) =>
  `"${spec.id}" does not declare ${field}: "${name}"; add it to its service.ts`;
