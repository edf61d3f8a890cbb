import type { HttpAnswer, HttpCall, Send } from "../../components/model/http.ts";
import { json, noContent, refusal } from "./answers.ts";
import type { Invoke } from "./invoke.ts";
import type { Jobs } from "./jobs.ts";
import { messageOf } from "./json.ts";
import type { Outputs } from "./outputs.ts";
import type { PublishApi } from "./publish.ts";
import { componentsOf, isScopedTo, type Resources } from "./resources.ts";
import { secret } from "./secrets.ts";
import type { StateApi } from "./state.ts";
import type { OnProblem } from "./subscriptions.ts";

/** The building blocks behind one sidecar. */
export interface Blocks {
  readonly resources: Resources;
  readonly state: StateApi;
  readonly publish: PublishApi;
  readonly invoke: Invoke;
  readonly jobs: Jobs;
  readonly outputs: Outputs;
  readonly isStarted: () => boolean;
  readonly onProblem: OnProblem;
}

/** Dapr's default; a value of this size is a mistake anyway. */
export const bodyMaxBytes = 4 * 1024 * 1024;

/** The Dapr HTTP API as one app sees it. It answers every call and never rejects. */
export function sidecar(app: string, blocks: Blocks): Send {
  const route = router(app, blocks);
  return async (call) => {
    // Measured only when it can be too long: a character is at most three bytes of UTF-8.
    if (call.body.length * 3 > bodyMaxBytes && Buffer.byteLength(call.body) > bodyMaxBytes) {
      return refusal(413, "ERR_BODY_TOO_LARGE", `the body has more than ${bodyMaxBytes} bytes`);
    }
    try {
      return await route(call);
    } catch (thrown) {
      blocks.onProblem("runtime.failed", { app, path: call.path, error: messageOf(thrown) });
      return refusal(500, "ERR_INTERNAL", messageOf(thrown));
    }
  };
}

type Route = (call: HttpCall) => HttpAnswer | Promise<HttpAnswer>;

/** `/v1.0/{block}/{rest}`, or `/v1.0-alpha1/...` for what was once new. */
function router(app: string, blocks: Blocks): Route {
  const stores = componentsOf(blocks.resources, app, "state");
  const { invoke, publish, jobs, outputs } = blocks;
  const state = (path: string, call: HttpCall) => {
    const [store, rest] = cut(path);
    if (stores.size === 0) {
      const message = "state store is not configured";
      return refusal(500, "ERR_STATE_STORE_NOT_CONFIGURED", message);
    }
    if (!stores.has(store)) {
      return refusal(400, "ERR_STATE_STORE_NOT_FOUND", `state store ${store} is not found`);
    }
    return blocks.state(app, store, rest, call);
  };

  return (call) => {
    const [whole, query] = split(call.path);
    const [version, afterVersion] = cut(whole.slice(1));
    if (version !== "v1.0" && version !== "v1.0-alpha1") {
      const callee = call.headers["dapr-app-id"];
      return callee === undefined ? notFound(call) : invoke(app, callee, call.path, call);
    }
    const [block, below] = cut(afterVersion.slice(1));
    const rest = below.slice(1);
    switch (block) {
      case "state":
        return state(rest, call);
      case "publish":
        if (call.method !== "POST" && call.method !== "PUT") return notFound(call);
        return rest.startsWith("bulk/") && rest.indexOf("/", 5) > 0
          ? publish.bulk(app, decodeURIComponent(rest.slice(5)), query, call)
          : publish.one(app, decodeURIComponent(rest), query, call);
      case "invoke": {
        const [callee, method] = cut(rest);
        if (!method.startsWith("/method")) return notFound(call);
        const target = method.slice("/method".length) + (query === "" ? "" : `?${query}`);
        return invoke(app, decodeURIComponent(callee), target, call);
      }
      case "jobs":
        return jobs.call(app, decodeURIComponent(rest), call);
      case "bindings":
        return outputs.send(app, decodeURIComponent(rest), call.body);
      case "secrets": {
        const [store, name] = cut(rest);
        return secret(blocks.resources, app, store, decodeURIComponent(name.slice(1)));
      }
      case "healthz":
        if (blocks.isStarted()) return noContent;
        return refusal(500, "ERR_HEALTH_NOT_READY", "dapr is not ready");
      case "metadata":
        return call.method === "GET" ? metadata(app, blocks) : noContent;
      default:
        return notFound(call);
    }
  };
}

/** "a/b/c" -> ["a", "/b/c"] */
function cut(path: string): readonly [string, string] {
  const slash = path.indexOf("/");
  return slash < 0 ? [path, ""] : [path.slice(0, slash), path.slice(slash)];
}

function split(path: string): readonly [string, string] {
  const mark = path.indexOf("?");
  return mark < 0 ? [path, ""] : [path.slice(0, mark), path.slice(mark + 1)];
}

const notFound = ({ method, path }: HttpCall) =>
  refusal(404, "ERR_NOT_FOUND", `${method} ${path} is not part of the API`);

const metadata = (app: string, { resources }: Blocks): HttpAnswer =>
  json(200, {
    id: app,
    runtimeVersion: "embedded",
    enabledFeatures: [],
    actors: [],
    extended: {},
    components: resources.components
      .filter((c) => isScopedTo(c, app))
      .map(({ metadata: { name }, spec }) => ({
        name,
        type: spec.type,
        version: spec.version,
        capabilities: [],
      })),
    subscriptions: resources.subscriptions
      .filter((s) => isScopedTo(s, app))
      .map(({ spec }) => ({
        pubsubname: spec.pubsubname,
        topic: spec.topic,
        rules: [...spec.routes.rules, { match: "", path: spec.routes.default }],
        deadLetterTopic: spec.deadLetterTopic ?? "",
        type: "DECLARATIVE",
      })),
  });
