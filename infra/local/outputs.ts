import type { HttpAnswer } from "../../components/model/http.ts";
import { noContent, refusal } from "./answers.ts";
import type { RuntimeClock } from "./clock.ts";
import { isObject, parseJson, textOf, textsOf } from "./json.ts";
import type { Output } from "./mail.ts";
import { pass } from "./provider.ts";
import { componentsOf, metadataOf, type Resources } from "./resources.ts";
import { number, type Store, text } from "./store.ts";

/** What an app sent through an output binding, as far as it has not left the machine. */
export interface Sent {
  readonly id: number;
  readonly app: string;
  readonly binding: string;
  readonly operation: string;
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Which of what was sent. */
export interface SentQuery {
  readonly app?: string;
  readonly binding?: string;
  /** Only those with a greater id. */
  readonly after?: number;
  /** At most so many, oldest first. */
  readonly limit?: number;
  /** The other way round: the latest so many, newest first. */
  readonly latest?: number;
}

/** Output bindings, and what they kept. */
export interface Outputs {
  send(app: string, binding: string, body: string): Promise<HttpAnswer>;
  sent(query?: SentQuery): readonly Sent[];
}

/** More than anybody looks through, and some 20 MB: older ones make room. */
const sentMax = 10_000;

/** Output bindings: a mail whose component names a server goes there, all else into a table. */
export function outputBindings(db: Store, clock: RuntimeClock, resources: Resources): Outputs {
  const insert = db.prepare(
    "INSERT INTO outbox (app, binding, operation, data, metadata, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const makeRoom = db.prepare("DELETE FROM outbox WHERE id <= ?");
  const select = db.prepare(
    "SELECT * FROM outbox WHERE id > ? AND (? IS NULL OR app = ?) AND (? IS NULL OR binding = ?) " +
      "ORDER BY iif(?, -id, id) LIMIT ?",
  );
  const keep = (app: string, binding: string, { operation, data, metadata }: Output) => {
    const [what, how] = [JSON.stringify(data), JSON.stringify(metadata)];
    const { lastInsertRowid } = insert.run(app, binding, operation, what, how, clock.now());
    makeRoom.run(Number(lastInsertRowid) - sentMax);
  };
  return {
    async send(app, binding, body) {
      const component = componentsOf(resources, app, "bindings").get(binding);
      if (!component || metadataOf(component).direction === "input") {
        const message = `couldn't find output binding ${binding}`;
        return refusal(500, "ERR_INVOKE_OUTPUT_BINDING", message);
      }
      const asked = parseJson(body);
      if (!isObject(asked)) {
        return refusal(400, "ERR_MALFORMED_REQUEST", "the body is not a JSON object");
      }
      const operation = textOf(asked, "operation") ?? "";
      if (operation === "") {
        return refusal(500, "ERR_INVOKE_OUTPUT_BINDING", '"operation" is missing');
      }
      const output = { operation, data: asked.data ?? null, metadata: textsOf(asked.metadata) };
      const passage = await pass(component, output);
      if (passage.kind === "failed") {
        const message = `error invoking output binding ${binding}: ${passage.why}`;
        return refusal(500, "ERR_INVOKE_OUTPUT_BINDING", message);
      }
      if (passage.kind === "kept") await db.write(() => keep(app, binding, output));
      return noContent;
    },
    sent({ app = null, binding = null, after = 0, limit = sentMax, latest = null } = {}) {
      const [turned, atMost] = latest === null ? [0, limit] : [1, latest];
      const rows = select.all(after, app, app, binding, binding, turned, atMost);
      return rows.map((row) => ({
        id: number(row, "id"),
        app: text(row, "app"),
        binding: text(row, "binding"),
        operation: text(row, "operation"),
        data: parseJson(text(row, "data")),
        metadata: textsOf(parseJson(text(row, "metadata"))),
        at: number(row, "at"),
      }));
    },
  } satisfies OutputsOf;
}

/** `app: null` is SQL's "any"; callers leave the field out. */
type OutputsOf = Omit<Outputs, "sent"> & {
  sent(query?: { [K in keyof SentQuery]: SentQuery[K] | null }): readonly Sent[];
};
