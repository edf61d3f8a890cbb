import type { RuntimeClock } from "./clock.ts";
import { number, type Store } from "./store.ts";

/** How far each app has read each partition. */
export interface Places {
  /** The offset of the last event that is done; 0 for a new reader. */
  get(app: string, pubsub: string, topic: string, partition: number): number;
  /** Written soon, together with others: after a crash the last few events come again. */
  move(app: string, pubsub: string, topic: string, partition: number, place: number): void;
  /** Resolves when all places are durable. */
  flush(): Promise<void>;
}

/** Bounds how many events come again after a kill; each flush is one commit to the disk. */
const flushAfterMs = 200;

type Moved = readonly [app: string, pubsub: string, topic: string, partition: number, to: number];

/** The places of all readers. */
export function readerPlaces(db: Store, clock: RuntimeClock): Places {
  const select = db.prepare(
    "SELECT place FROM places WHERE app = ? AND pubsub = ? AND topic = ? AND partition = ?",
  );
  const upsert = db.prepare(
    "INSERT INTO places (app, pubsub, topic, partition, place) VALUES (?, ?, ?, ?, ?) " +
      "ON CONFLICT DO UPDATE SET place = excluded.place",
  );
  const moved = new Map<string, Moved>();
  let isTimed = false;

  const writeAll = () => {
    for (const place of moved.values()) upsert.run(...place);
    moved.clear();
  };
  db.beforeCommit(writeAll);
  const flush = () => db.write(writeAll);
  const onTime = () => {
    isTimed = false;
    if (moved.size > 0) flush().catch(later);
  };
  /** A place that was not written costs a repetition and no event: the next move tries again. */
  const later = () => undefined;

  return {
    get(app, pubsub, topic, partition) {
      const row = select.get(app, pubsub, topic, partition);
      return row ? number(row, "place") : 0;
    },
    move(app, pubsub, topic, partition, place) {
      moved.set(`${app}|${pubsub}|${topic}|${partition}`, [app, pubsub, topic, partition, place]);
      if (isTimed) return;
      isTimed = true;
      clock.setTimer(flushAfterMs, onTime);
    },
    flush,
  };
}
