import type { Rng } from "./rng.ts";
import type { Schedule } from "./schedule.ts";

export type CloudEvent = Readonly<Record<string, unknown>>;

/** Takes events; for each says whether it is done. Rejects when the receiver died meanwhile. */
export type Receive = (topic: string, events: readonly CloudEvent[]) => Promise<readonly boolean[]>;

export interface Group {
  readonly id: string;
  readonly topics: readonly string[];
  /** Events handed over at once. */
  readonly batch: number;
  readonly receive: Receive;
}

/** Failed deliveries before the broker sets an event aside itself. */
const deliveriesMax = 12;
const pauseMs = 700;

/** One place of one reading group in the events of one key. */
interface Place {
  next: number;
  failures: number;
  busy: boolean;
}

/**
 * A broker as Kafka behind Dapr is: order for each key, at least once, some events twice or again
 * from a few places before, and nothing promised across topics.
 */
export class Bus {
  published = 0;
  readonly aside: CloudEvent[] = [];
  /** How often an event comes again although it was taken. */
  duplicates = 0.15;
  readonly #rng: Rng;
  readonly #schedule: Schedule;
  readonly #logs = new Map<string, CloudEvent[]>();
  readonly #groups: Group[] = [];
  readonly #places = new Map<string, Place>();

  constructor(rng: Rng, schedule: Schedule) {
    this.#rng = rng;
    this.#schedule = schedule;
  }

  join(group: Group): void {
    this.#groups.push(group);
  }

  publish(topic: string, key: string, event: CloudEvent): void {
    this.published++;
    const name = `${topic} ${key}`;
    const log = this.#logs.get(name) ?? [];
    this.#logs.set(name, log);
    log.push(event);
    for (const group of this.#groups) {
      if (group.topics.includes(topic)) this.#deliverSoon(group, topic, name);
    }
  }

  /** Events that some group has not taken yet. */
  lag(): number {
    return [...this.#places].reduce((sum, [name, place]) => {
      const log = this.#logs.get(name.slice(name.indexOf(" ") + 1)) ?? [];
      return sum + log.length - place.next;
    }, 0);
  }

  #deliverSoon(group: Group, topic: string, name: string, delayMs = 1 + this.#rng.below(30)): void {
    const at = `${group.id} ${name}`;
    const place = this.#places.get(at) ?? { next: 0, failures: 0, busy: false };
    this.#places.set(at, place);
    if (place.busy) return;
    place.busy = true;
    this.#schedule.after(delayMs, () => {
      // #deliver settles its own failures.
      void this.#deliver(group, topic, name, place);
    });
  }

  async #deliver(group: Group, topic: string, name: string, place: Place): Promise<void> {
    const log = this.#logs.get(name) ?? [];
    const events = log.slice(place.next, place.next + 1 + this.#rng.below(group.batch));
    const done = await group.receive(topic, events).catch(() => events.map(() => false));
    place.busy = false;
    const taken = done.indexOf(false) < 0 ? events.length : done.indexOf(false);
    this.#advance(place, taken, events);
    const again = this.#rng.chance(this.duplicates) ? 1 + this.#rng.below(3) : 0;
    const next = Math.max(0, place.next - again);
    if (again > 0 && taken > 0) place.next = next;
    if (place.next < log.length) {
      this.#deliverSoon(group, topic, name, taken < events.length ? pauseMs : undefined);
    }
  }

  #advance(place: Place, taken: number, events: readonly CloudEvent[]): void {
    place.next += taken;
    place.failures = taken < events.length ? place.failures + 1 : 0;
    const stuck = events[taken];
    if (!stuck || place.failures <= deliveriesMax) return;
    this.aside.push(stuck);
    place.next++;
    place.failures = 0;
  }
}
