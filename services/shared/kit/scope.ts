import { type Scope, scopeNames } from "../contracts/api/tokens.ts";
import type { Person } from "./person.ts";
import { Problem } from "./problem.ts";

/** What a caller needs: a scope, or to be the person rather than one of their programs. */
export type Needed = Scope | "session";

/** What a session may do: everything. */
export const allScopes: readonly Scope[] = scopeNames;

/** The scopes with those that they include: who may write may read. */
export const withIncluded = (scopes: readonly Scope[]): readonly Scope[] =>
  scopes.includes("tasks:write") ? [...new Set<Scope>([...scopes, "tasks:read"])] : scopes;

/** Throws `insufficient_scope`, naming what is needed, when the caller's token lacks it. */
export function demand({ proof, scopes }: Pick<Person, "proof" | "scopes">, needed: Needed): void {
  if (needed === "session") {
    if (proof === "session") return;
    throw new Problem("insufficient_scope", {
      detail: "no API token may do this; sign in and use the session's token",
    });
  }
  if (scopes.includes(needed)) return;
  throw new Problem("insufficient_scope", {
    detail: `this needs the scope "${needed}"; make a token that has it`,
  });
}
