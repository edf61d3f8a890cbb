import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { type Fields, isFields, textAt, type Value, valueAt } from "./values.ts";

/** An API server that does not answer within this time is as good as away. */
const answerMs = 30_000;
const connectionsMax = 16;

/** Nobody answers where the cluster should be. The words are those of the real plugin. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  constructor(cause: Error) {
    super(`configured Kubernetes cluster is unreachable: ${cause.message}`, { cause });
  }
}

const awayCodes = new Set<unknown>(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT"]);

export interface Answer {
  readonly status: number;
  readonly body: Fields;
}

export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The API of one cluster. */
export interface KubernetesApi {
  /** The address of an object; nothing, while the cluster does not know its kind. */
  pathOf(object: ObjectName): Promise<string | undefined>;
  ask(method: "GET" | "PATCH" | "DELETE", path: string, body?: Fields): Promise<Answer>;
  close(): void;
}

/** Speaks to the cluster of a kubeconfig. Throws when that is none. */
export function kubernetesApi(kubeconfig: string, context?: string): KubernetesApi {
  const { server, headers, ...tls } = accessOf(kubeconfig, context);
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax, ...tls });
  const kinds = new Map<string, Promise<readonly Value[]>>();

  const ask: KubernetesApi["ask"] = async (method, path, body) => {
    const type = method === "PATCH" ? "application/apply-patch+yaml" : "application/json";
    const options: RequestOptions = {
      method,
      agent,
      headers: { ...headers, accept: "application/json", "content-type": type },
      signal: AbortSignal.timeout(answerMs),
    };
    const call = request(new URL(path, server), options);
    call.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = await once(call, "response").catch((thrown: unknown) => {
      const isAway = thrown instanceof Error && "code" in thrown && awayCodes.has(thrown.code);
      throw isAway ? new Unreachable(thrown) : thrown;
    });
    return { status: response.statusCode, body: bodyOf(await text(response)) };
  };

  const kindsOf = (root: string): Promise<readonly Value[]> => {
    const known = kinds.get(root);
    if (known !== undefined) return known;
    const asked = ask("GET", root).then(({ body }) => {
      const found = body.resources;
      return Array.isArray(found) ? found : [];
    });
    kinds.set(root, asked);
    return asked;
  };

  return {
    ask,
    close: () => agent.destroy(),
    async pathOf({ apiVersion, kind, namespace, name }) {
      const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const found = (await kindsOf(root)).find(
        (each) => textAt(each, "kind") === kind && !textAt(each, "name").includes("/"),
      );
      if (found === undefined) {
        // A definition that comes with the same update makes it known.
        kinds.delete(root);
        return undefined;
      }
      const room =
        valueAt(found, "namespaced") === true ? `/namespaces/${namespace || "default"}` : "";
      return `${root}${room}/${textAt(found, "name")}/${name}`;
    },
  };
}

function bodyOf(answer: string): Fields {
  if (!answer.startsWith("{")) return { message: answer.trim() };
  const body: Value = JSON.parse(answer);
  return isFields(body) ? body : {};
}

/** Where the API server is, and how it knows us. */
function accessOf(kubeconfig: string, wanted?: string) {
  const content: Value = parse(kubeconfig);
  const name = wanted ?? textAt(content, "current-context");
  const context = namedIn(content, "contexts", name);
  const cluster = namedIn(content, "clusters", textAt(context, "context", "cluster"));
  const user = namedIn(content, "users", textAt(context, "context", "user"));
  const server = textAt(cluster, "cluster", "server");
  if (server === "") throw new Error(`kubeconfig: the context "${name}" names no server`);
  const token = textAt(user, "user", "token");
  return {
    server,
    headers: token === "" ? {} : { authorization: `Bearer ${token}` },
    ...(valueAt(cluster, "cluster", "insecure-skip-tls-verify") === true
      ? { rejectUnauthorized: false }
      : {}),
    ...pem("ca", valueAt(cluster, "cluster"), "certificate-authority"),
    ...pem("cert", valueAt(user, "user"), "client-certificate"),
    ...pem("key", valueAt(user, "user"), "client-key"),
  };
}

function namedIn(content: Value, list: string, name: string): Value | undefined {
  const found = valueAt(content, list);
  return Array.isArray(found) ? found.find((each) => textAt(each, "name") === name) : undefined;
}

function pem(option: "ca" | "cert" | "key", from: Value | undefined, name: string) {
  const inside = textAt(from, `${name}-data`);
  if (inside !== "") return { [option]: Buffer.from(inside, "base64") };
  const path = textAt(from, name);
  return path === "" ? {} : { [option]: readFileSync(path) };
}
