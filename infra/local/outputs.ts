import type { HttpAnswer } from "../../components/model/http.ts";
import { noContent, refusal } from "./answers.ts";
import type { RuntimeClock } from "./clock.ts";
import { isObject, parseJson, textOf, textsOf } from "./json.ts";
import { componentsOf, metadataOf, type Resources } from "./resources.ts";
import { number, type Store, text } from "./store.ts";

/** What an app sent through an output binding: kept here, because nothing leaves the machine. */
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
}

/** Output bindings, and what went through them. */
export interface Outputs {
  send(app: string, binding: string, body: string): Promise<HttpAnswer>;
  sent(query?: SentQuery): readonly Sent[];
}

/** A reader of the outbox who names no limit still gets a bounded answer. */
const sentMax = 10_000;

/** Output bindings that write into a table. */
export function outputBindings(db: Store, clock: RuntimeClock, resources: Resources): Outputs {
  const insert = db.prepare(
    "INSERT INTO outbox (app, binding, operation, data, metadata, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const select = db.prepare(
    "SELECT * FROM outbox WHERE id > ? AND (? IS NULL OR app = ?) AND (? IS NULL OR binding = ?) " +
      "ORDER BY id LIMIT ?",
  );
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
      const [data, metadata] = [asked.data ?? null, textsOf(asked.metadata)].map((part) =>
        JSON.stringify(part),
      );
      await db.write(() =>
        insert.run(app, binding, operation, data ?? "null", metadata ?? "{}", clock.now()),
      );
      return noContent;
    },
    sent({ app = null, binding = null, after = 0, limit = sentMax } = {}) {
      const rows = select.all(after, app, app, binding, binding, limit);
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
