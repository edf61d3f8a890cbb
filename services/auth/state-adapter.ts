import { type CleanedWhere, createAdapterFactory } from "better-auth/adapters";
import { APIError } from "better-auth/api";
import { isModel, type Model, type Row } from "./models.ts";
import type { Rows } from "./rows.ts";

interface Query {
  readonly model: string;
  readonly where?: readonly CleanedWhere[] | undefined;
}

/** Better Auth's database, on rows that are found by their keys alone. */
export const stateAdapter = (rows: Rows) =>
  createAdapterFactory({
    config: {
      adapterId: "nudge-state",
      // Rows are JSON: the factory turns instants into ISO texts and back.
      supportsDates: false,
      supportsNumericIds: false,
    },
    adapter: () => {
      const find = async ({ model, where = [] }: Query): Promise<readonly Row[]> => {
        const found = await candidates(rows, known(model), where);
        return found.filter((row) => where.every((clause) => holds(row, clause)));
      };
      const patchAll = async (query: Query, patch: object) => {
        const found = await find(query);
        const patched = await Promise.all(
          found.map(({ id }) => rows.patch(known(query.model), id, patch)),
        );
        return patched.filter((row) => row !== undefined);
      };
      const removeAll = async (query: Query) => {
        const found = await find(query);
        // One after another: they stand in one list, where they would only race.
        for (const { id } of found) await rows.remove(known(query.model), id);
        return found.length;
      };
      return {
        create: async ({ model, data }) => {
          const created = await rows.create(known(model), data);
          if (created !== "taken") return asLibraryRow(created);
          throw APIError.from("UNPROCESSABLE_ENTITY", emailTaken);
        },
        findOne: async (query) => {
          const [first] = await find(query);
          return first ? asLibraryRow(first) : null;
        },
        findMany: async ({ limit, offset = 0, sortBy, ...query }) => {
          if (sortBy) throw new Error(`auth: ${query.model}: rows cannot be sorted`);
          return (await find(query)).slice(offset, offset + limit).map((row) => asLibraryRow(row));
        },
        count: async (query) => (await find(query)).length,
        update: async ({ update, ...query }) => {
          const [first] = await patchAll(query, asPatch(update));
          return first ? asLibraryRow(first) : null;
        },
        updateMany: async ({ update, ...query }) => (await patchAll(query, update)).length,
        delete: async (query) => {
          await removeAll(query);
        },
        deleteMany: removeAll,
      };
    },
  });

const emailTaken = {
  code: "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL",
  message: "User already exists. Use another email.",
} as const;

/** The rows that an index names. Throws an error where a whole table would have to be read. */
function candidates(
  rows: Rows,
  model: Model,
  where: readonly CleanedWhere[],
): Promise<readonly Row[]> {
  const values = (field: string) => {
    const clause = where.find(
      (one) => one.field === field && (one.operator === "eq" || one.operator === "in"),
    );
    return clause ? [clause.value].flat().map(String) : undefined;
  };
  if (where.some(({ connector }) => connector !== "AND")) {
    throw new Error(`auth: ${model}: only AND can be asked for`);
  }
  const ids = values("id");
  if (ids) return rows.byId(model, ids);
  if (model === "user") {
    const emails = values("email");
    if (emails) return rows.byUnique("email", emails);
  } else {
    const tokens = model === "session" ? values("token") : undefined;
    if (tokens) return rows.byUnique("token", tokens);
    const [person] = values("userId") ?? [];
    if (person !== undefined) return rows.ofPerson(model, person);
  }
  const fields = where.map(({ field }) => field).join(", ");
  throw new Error(`auth: ${model}: no index for ${fields || "all rows"}`);
}

/** Whether a row fits a clause; instants are ISO texts, so texts compare as they follow. */
function holds(row: Row, { field, operator, value }: CleanedWhere): boolean {
  const held: unknown = Object.entries(row).find(([name]) => name === field)?.[1] ?? null;
  if (operator === "eq") return held === value;
  if (operator === "ne") return held !== value;
  if (operator === "in") return Array.isArray(value) && value.some((one) => one === held);
  if (typeof held !== "string" || typeof value !== "string") return false;
  if (operator === "gt") return held > value;
  if (operator === "gte") return held >= value;
  if (operator === "lt") return held < value;
  if (operator === "lte") return held <= value;
  throw new Error(`auth: ${field}: the operator "${operator}" is not known`);
}

function known(model: string): Model {
  if (isModel(model)) return model;
  throw new Error(`auth: the model "${model}" is not kept here`);
}

// The library lets its caller name the type of a row; what is stored was parsed by its model.
const asLibraryRow = <T>(row: Row): T => row as T;

function asPatch(update: unknown): object {
  if (typeof update === "object" && update !== null) return update;
  throw new Error("auth: an update must be an object");
}
