import type { HttpAnswer, HttpCall, Send } from "../../../components/model/http.ts";
import type { Clock } from "../../../services/shared/kit/clock.ts";
import type { Program, Running } from "../../../services/shared/kit/host.ts";
import type { Log } from "../../../services/shared/kit/log.ts";
import type { Outside } from "../../../services/shared/kit/outside.ts";
import type { Ports } from "../../../services/shared/kit/ports.ts";
import { Bus, type CloudEvent } from "./bus.ts";
import { Rng } from "./rng.ts";
import { Schedule } from "./schedule.ts";
import { Store, type StoreKind } from "./store.ts";

/** How often things go wrong, at each single call of a process to its sidecar. */
export interface Faults {
  readonly crash: number;
  readonly fail: number;
  readonly loseReply: number;
}

/** A part of the sidecar that only some worlds have. */
export type Api = (caller: Instance, call: HttpCall) => HttpAnswer | Promise<HttpAnswer>;

export const noFaults: Faults = { crash: 0, fail: 0, loseReply: 0 };
const newYearMs = Date.UTC(2026, 0, 1);
const restartMs = 3_000;

/** A process of a service. When it dies, its code stops where it waits, for ever. */
export interface Instance {
  readonly service: string;
  readonly replica: string;
  dead: boolean;
  readonly died: Promise<never>;
  readonly die: () => void;
  running: Running | undefined;
  /** By how much its clock is wrong. */
  clockErrorMs: number;
  diedMs: number | undefined;
}

/** Everything around the services: time, chance, store, broker, processes and their ends. */
export class World {
  readonly rng: Rng;
  readonly schedule: Schedule;
  readonly store: Store;
  readonly bus: Bus;
  readonly instances: Instance[] = [];
  /** By the word after the version in its path: "jobs", "bindings". */
  readonly apis = new Map<string, Api>();
  /** The way to other people's servers, for services that have one. */
  outsideOf: ((caller: Instance) => Outside) | undefined;
  /** Calls whose answer never reached the caller. */
  readonly unanswered = new WeakSet<HttpCall>();
  /** A read may be answered so late that another one overtakes it. Costs a third of all steps. */
  readsAreSlow = true;
  /** Nothing fails any more. */
  healed = false;
  faults: Faults;
  #lives = 0;
  #ids = 0;

  constructor(seed: number, store: StoreKind, faults: Faults, startMs = newYearMs) {
    this.rng = new Rng(seed);
    this.schedule = new Schedule(this.rng, startMs);
    this.store = new Store(store);
    this.bus = new Bus(this.rng, this.schedule);
    this.faults = faults;
  }

  /** From now on nothing fails any more. */
  heal(): void {
    this.healed = true;
    this.faults = noFaults;
    this.bus.duplicates = 0;
    for (const instance of this.instances) instance.clockErrorMs = 0;
  }

  /** Starts a process and, whenever it dies, another one in its place. */
  async run(program: Program, replica: string): Promise<void> {
    const instance = this.instance(program.spec.id, replica);
    this.instances.push(instance);
    instance.died.catch(() => {
      this.instances.splice(this.instances.indexOf(instance), 1);
      // Half of the restarts come back under a new name, as a pod does.
      const next = this.rng.chance(0.5) ? replica : `${program.spec.id}-life-${++this.#lives}`;
      this.schedule.after(restartMs, () => void this.run(program, next));
    });
    instance.running = await program.start(this.portsOf(instance));
  }

  instance(service: string, replica: string): Instance {
    const { promise, reject } = Promise.withResolvers<never>();
    const instance: Instance = {
      service,
      replica,
      dead: false,
      died: promise,
      die: () => {
        instance.dead = true;
        instance.diedMs = this.schedule.nowMs;
        reject(new Error(`${replica} died`));
      },
      running: undefined,
      clockErrorMs: 0,
      diedMs: undefined,
    };
    // Nobody may be waiting for its death.
    promise.catch(() => undefined);
    return instance;
  }

  portsOf(instance: Instance): Ports {
    const clock: Clock = {
      now: () => this.schedule.nowMs + instance.clockErrorMs,
      sleep: (ms) => this.#awake(instance, ms),
    };
    return {
      sidecar: this.sidecarOf(instance),
      clock,
      machineClock: clock,
      newId: () => `id-${String(++this.#ids).padStart(6, "0")}`,
      log: silence,
      ...(this.outsideOf ? { outside: this.outsideOf(instance) } : {}),
      settings: {
        topicLayout: "by-type",
        replica: instance.replica,
        appToken: undefined,
        variables: {},
      },
    };
  }

  /** A living process of the service, chosen by chance. */
  anyOf(service: string): Instance | undefined {
    return this.rng.pick(this.instances.filter((i) => i.service === service && i.running));
  }

  /** Calls a process from outside. Rejects when it dies before it has answered. */
  async call(service: string, call: HttpCall): Promise<HttpAnswer> {
    await this.schedule.delay(1 + this.rng.below(10));
    const instance = this.anyOf(service);
    if (!instance?.running) throw new Error(`no ${service} is running`);
    return Promise.race([instance.running.channel(call), instance.died]);
  }

  sidecarOf(instance: Instance): Send {
    return async (call) => {
      await this.#gate(instance);
      if (this.rng.chance(this.faults.fail)) return unavailable;
      const answer = await this.#effect(instance, call);
      if (this.readsAreSlow || !isRead(call)) await this.#gate(instance);
      if (!this.rng.chance(this.faults.loseReply)) return answer;
      this.unanswered.add(call);
      return unavailable;
    };
  }

  /** One await of a process: some time passes, others run, and it may be its last. */
  #gate(instance: Instance): Promise<void> {
    return new Promise((resolve) => {
      this.schedule.after(1 + this.rng.below(20), () => {
        if (instance.dead) return;
        if (this.rng.chance(this.faults.crash)) instance.die();
        else resolve();
      });
    });
  }

  #awake(instance: Instance, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule.after(ms, () => {
        if (!instance.dead) resolve();
      });
    });
  }

  async #effect(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
    const { method, path, headers, body } = call;
    const url = new URL(path, "http://sidecar");
    const [, , api, , ...rest] = url.pathname.split("/");
    switch (api) {
      case "state":
        return this.#state(instance.service, method, rest.map(decodeURIComponent).join("/"), body);
      case "publish":
        this.#publish(url, body);
        return done;
      case "invoke": {
        const [service = "", ...to] = url.pathname.split("/").slice(3);
        const inner = `/${to.slice(1).join("/")}${url.search}`;
        return this.call(service, { method, path: inner, headers, body }).catch(() => away);
      }
      default: {
        const own = this.apis.get(api ?? "");
        if (own) return own(instance, call);
        throw new Error(`the simulated sidecar knows no ${method} ${path}`);
      }
    }
  }

  #state(app: string, method: string, rest: string, body: string): HttpAnswer {
    const at = (key: string) => `${app}||${key}`;
    if (method === "GET") {
      const row = this.store.get(at(rest));
      return row ? { status: 200, headers: { etag: row.etag }, body: row.value } : done;
    }
    if (method === "DELETE") {
      this.store.delete(at(rest));
      return done;
    }
    if (rest === "bulk") {
      const { keys } = JSON.parse(body) as { keys: string[] };
      // Most of what a sweep asks for is not there, and what is there is JSON already.
      const found = keys.map((key) => {
        const row = this.store.get(at(key));
        return row
          ? `{"key":"${key}","data":${row.value},"etag":"${row.etag}"}`
          : `{"key":"${key}"}`;
      });
      return { status: 200, headers: {}, body: `[${found.join()}]` };
    }
    const [item] = JSON.parse(body) as { key: string; value: unknown }[];
    if (!item) throw new Error("nothing to save");
    return { ...done, status: this.store.save({ ...item, key: at(item.key) }) };
  }

  #publish(url: URL, body: string): void {
    const bulk = url.pathname.startsWith("/v1.0/publish/bulk/");
    const topic = url.pathname.split("/").at(-1) ?? "";
    const parsed: unknown = JSON.parse(body);
    const events = bulk
      ? (parsed as { event: CloudEvent }[]).map((e) => e.event)
      : [parsed as CloudEvent];
    for (const event of events) this.bus.publish(topic, String(event.partitionKey), event);
  }
}

export const done: HttpAnswer = { status: 204, headers: {}, body: "" };
export const unavailable: HttpAnswer = { status: 500, headers: {}, body: "the simulation says no" };
const away: HttpAnswer = { status: 500, headers: {}, body: '{"errorCode":"ERR_DIRECT_INVOKE"}' };

const isRead = ({ method, path }: HttpCall) =>
  method === "GET" || (path.startsWith("/v1.0/state/") && path.endsWith("/bulk"));

const silence: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
