import { ulid } from "ulid";
import { z } from "zod";
import type { Running } from "../../shared/kit/host.ts";
import type { Log } from "../../shared/kit/log.ts";
import type { Ports } from "../../shared/kit/ports.ts";
import { type MemorySidecar, memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { program } from "../main.ts";

export type Variables = Readonly<Record<string, string>>;

/** One line that a service logged. */
export type Line = readonly [event: string, fields?: Readonly<Record<string, unknown>>];

const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };

/** A replica of the service whose clock is the system's, on a sidecar in memory. */
export async function startReplica({
  sidecar = memorySidecar(),
  variables = { RATE_LIMIT: "off" },
  lines = [],
}: {
  readonly sidecar?: MemorySidecar;
  readonly variables?: Variables;
  readonly lines?: Line[];
} = {}): Promise<Running> {
  const note: Log["info"] = (event, fields) => lines.push(fields ? [event, fields] : [event]);
  const ports: Ports = {
    sidecar: sidecar.send,
    clock,
    machineClock: clock,
    newId: () => ulid(),
    log: { info: note, warn: note, error: note },
    settings: { topicLayout: "by-type", replica: "r0", appToken: undefined, variables },
  };
  return program.start(ports);
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

const record = z.record(z.string(), z.unknown());

/** What a browser does: keeps cookies, and says from which page it asks. */
export class Browser {
  readonly #replica: Running;
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();
  readonly #address: string;

  constructor(replica: Running, { origin = "http://nudge.test", address = "192.0.2.1" } = {}) {
    this.#replica = replica;
    this.#origin = origin;
    this.#address = address;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The same browser, whose next requests meet another replica. */
  at(replica: Running): Browser {
    const moved = new Browser(replica, { origin: this.#origin, address: this.#address });
    for (const [name, value] of this.#cookies) moved.#cookies.set(name, value);
    return moved;
  }

  async get(path: string): Promise<Answer> {
    return this.send(path, { method: "GET" });
  }

  async post(path: string, body: unknown = {}, headers: Variables = {}): Promise<Answer> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.send(path, {
      method: "POST",
      body: text,
      headers: { "content-type": "application/json", origin: this.#origin, ...headers },
    });
  }

  async send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) headers.set("cookie", this.cookie);
    const request = new Request(`${this.#origin}/api/auth${path}`, { ...init, headers });
    const incoming = { socket: { remoteAddress: this.#address } };
    const response = await this.#replica.fetch(request, { incoming });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const text = await response.text();
    const parsed: unknown = text === "" ? {} : JSON.parse(text);
    const body = record.safeParse(parsed);
    return {
      status: response.status,
      headers: response.headers,
      body: body.success ? body.data : { list: parsed },
    };
  }
}
