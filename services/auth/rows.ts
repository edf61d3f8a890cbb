import { type Clock, isoNow } from "../shared/kit/clock.ts";
import type { StateKey, StateStore } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";
import { type AccountRow, type Model, models, type Row, type SessionRow } from "./models.ts";
import { sessionLists } from "./session-lists.ts";
import { signUps } from "./sign-ups.ts";
import { type UniqueField, uniqueKeys } from "./unique-keys.ts";

/** The rows of people, sessions and accounts. */
export interface Rows {
  /** Those that exist, in the order of the ids. */
  readonly byId: (model: Model, ids: readonly string[]) => Promise<readonly Row[]>;
  /** People by email, sessions by token. */
  readonly byUnique: (field: UniqueField, values: readonly string[]) => Promise<readonly Row[]>;
  readonly ofPerson: (model: "session" | "account", person: string) => Promise<readonly Row[]>;
  /** The row as it is now; "taken" when its email belongs to somebody else. */
  readonly create: (model: Model, row: unknown) => Promise<Row | "taken">;
  /** Undefined when the row does not exist. */
  readonly patch: (model: Model, id: string, patch: object) => Promise<Row | undefined>;
  readonly remove: (model: Model, id: string) => Promise<void>;
}

export interface RowPorts {
  readonly state: StateStore;
  readonly change: Change;
  readonly clock: Clock;
  readonly keyOf: (entity: Model | "index", owner: string, ...ids: readonly string[]) => StateKey;
}

/** The one account of a person: there are passwords only, and its id follows from the person. */
export const accountIdOf = (person: string): string => `credential-${person}`;

/**
 * Keeps each row under one key, and finds it by index keys. Row first, index last: a row that
 * nobody can find is only waste, an index without its row would be a locked door.
 */
export function rows({ state, change, clock, keyOf }: RowPorts): Rows {
  const indexKey = (field: string, hash: string) => keyOf("index", field, hash);
  const unique = uniqueKeys({ state, change, keyOf: indexKey });
  const lists = sessionLists({ state, change, keyOf: indexKey });

  const byId = async (model: Model, ids: readonly string[]): Promise<readonly Row[]> => {
    const stored = await state.getMany(ids.map((id) => keyOf(model, id)));
    const now = isoNow(clock);
    return stored
      .flatMap((found) => (found ? [models[model].parse(found.value)] : []))
      .filter((row) => !("expiresAt" in row) || row.expiresAt > now);
  };

  const put = (model: Model, row: Row): Promise<void> =>
    change(keyOf(model, row.id), () => ({
      write: { value: row, ...lifeOf(row, clock) },
      result: undefined,
    }));

  const patch = (model: Model, id: string, changes: object): Promise<Row | undefined> =>
    change(keyOf(model, id), (current) => {
      if (current === undefined) return { result: undefined };
      const value = models[model].parse({ ...models[model].parse(current), ...changes });
      return { write: { value, ...lifeOf(value, clock) }, result: value };
    });

  const indexSession = async (row: SessionRow) => {
    const ended = await lists.put(row.userId, row, isoNow(clock));
    for (const id of ended) await state.delete(keyOf("session", id));
    await unique.claim("token", row.token, row.id, lifeOf(row, clock).ttlSeconds);
  };

  const people = signUps({
    change,
    unique,
    userKey: (id) => keyOf("user", id),
    putAccount: (row: AccountRow) => put("account", row),
    dropAccount: (id) => state.delete(keyOf("account", id)),
    dropUser: (id) => state.delete(keyOf("user", id)),
  });

  return {
    byId,
    async byUnique(field, values) {
      const ids = await unique.find(field, values);
      if (field === "token") return byId("session", ids);
      return Promise.all(ids.map(people.settled)).then((found) =>
        found.flatMap((row) => row ?? []),
      );
    },
    async ofPerson(model, person) {
      return byId(model, model === "session" ? await lists.of(person) : [accountIdOf(person)]);
    },
    async create(model, given) {
      if (model === "user") return people.begin(models.user.parse(given));
      if (model === "account") return people.commit(models.account.parse(given));
      const row = models.session.parse(given);
      await put("session", row);
      await indexSession(row);
      return row;
    },
    async patch(model, id, changes) {
      const row = await patch(model, id, changes);
      // Its end moved, so the index has to last as long.
      if (row && "token" in row) await indexSession(row);
      return row;
    },
    async remove(model, id) {
      const [row] = await byId(model, [id]);
      await state.delete(keyOf(model, id));
      if (!row || !("token" in row)) return;
      await unique.release("token", row.token);
      await lists.drop(row.userId, row.id);
    },
  };
}

/** Sessions disappear by themselves; all else stays. */
const lifeOf = (row: Row, clock: Clock): { readonly ttlSeconds?: number } =>
  "expiresAt" in row
    ? { ttlSeconds: Math.max(1, Math.ceil((Date.parse(row.expiresAt) - clock.now()) / 1_000)) }
    : {};
