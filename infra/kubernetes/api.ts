import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { z } from "zod";

/** An object of Kubernetes, as far as everyone has to know it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The API server, asked as somebody. */
export interface Api {
  /** Throws the server's reason when the answer is no success. */
  get(path: string): Promise<string>;
  /** Makes it so: creates the object, or changes what of it we say. */
  apply(object: KubernetesObject): Promise<void>;
  remove(path: string): Promise<void>;
  /** Changes the status of an object. */
  patchStatus(path: string, status: unknown): Promise<void>;
  /** The answer line by line, while it lasts. Throws when nothing comes for a while. */
  lines(path: string): AsyncIterable<string>;
}

export interface Credentials {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Of a pod's account: it changes while the pod lives. @default none */
  readonly token?: () => string;
}

/** A server that says nothing for so long has gone. */
const answerWithinMs = 10_000;
/** Longer than a watch is asked for: one that is cut off by a broken network tells nobody. */
const silenceMaxMs = 40_000;
/** Names whose plural is not the word with an "s". */
const plurals: Readonly<Record<string, string>> = {
  Ingress: "ingresses",
  IngressClass: "ingressclasses",
  NetworkPolicy: "networkpolicies",
  StorageClass: "storageclasses",
  PriorityClass: "priorityclasses",
};
const refusal = z.object({ message: z.string() });

/** Opens the API at an address. Nothing is asked before the first call. */
export function openApi(server: string, { token, ...credentials }: Credentials): Api {
  const agent = new Agent({ ...credentials, keepAlive: true });
  const bearer = () => (token === undefined ? {} : { authorization: `Bearer ${token()}` });
  const ask = async (method: string, path: string, body?: unknown, type?: string) => {
    const answer = await exchange(agent, method, `${server}${path}`, {
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { ...bearer(), ...(type === undefined ? {} : { "content-type": type }) },
      withinMs: answerWithinMs,
    });
    return text(answer);
  };
  return {
    get: (path) => ask("GET", path),
    async apply(object) {
      const path = `${pathOf(object)}?fieldManager=nudge&force=true`;
      await ask("PATCH", path, object, "application/apply-patch+yaml");
    },
    async remove(path) {
      await ask("DELETE", path);
    },
    async patchStatus(path, status) {
      await ask("PATCH", `${path}/status`, { status }, "application/merge-patch+json");
    },
    async *lines(path) {
      const sent = { headers: bearer(), withinMs: silenceMaxMs };
      const answer = await exchange(agent, "GET", `${server}${path}`, sent);
      let rest = "";
      for await (const piece of answer.setEncoding("utf8")) {
        const parts = (rest + String(piece)).split("\n");
        rest = parts.pop() ?? "";
        yield* parts;
      }
    },
  };
}

/** Where an object is: `/api/v1/namespaces/{namespace}/pods/{name}` and so on. */
export function pathOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const inside = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  return `${group}${inside}/${plurals[kind] ?? `${kind.toLowerCase()}s`}/${metadata.name}`;
}

interface Sent {
  readonly body?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly withinMs: number;
}

async function exchange(
  agent: Agent,
  method: string,
  url: string,
  { body, headers, withinMs }: Sent,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, { agent, method, headers }, resolve);
  sent.setTimeout(withinMs, () => sent.destroy(new Error(`${url}: silent for ${withinMs} ms`)));
  sent.once("error", reject).end(body);
  const answer = await promise;
  const { statusCode = 0 } = answer;
  if (statusCode >= 200 && statusCode < 300) return answer;
  const said = await text(answer);
  throw new ApiRefused(statusCode, `${method} ${url}: ${statusCode} ${reasonIn(said)}`);
}

/** The server answered, and not with a success. */
export class ApiRefused extends Error {
  override readonly name = "ApiRefused";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function reasonIn(answer: string): string {
  if (!answer.startsWith("{")) return answer;
  const read = refusal.safeParse(JSON.parse(answer));
  return read.success ? read.data.message : answer;
}
