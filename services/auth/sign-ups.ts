import type { StateKey } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";
import { type AccountRow, models, type UserRow } from "./models.ts";
import type { uniqueKeys } from "./unique-keys.ts";

export interface SignUpPorts {
  readonly change: Change;
  readonly unique: Pick<ReturnType<typeof uniqueKeys>, "claim" | "find">;
  readonly userKey: (id: string) => StateKey;
  readonly putAccount: (row: AccountRow) => Promise<void>;
  readonly dropAccount: (id: string) => Promise<void>;
  readonly dropUser: (id: string) => Promise<void>;
}

/**
 * A sign-up in three writes: the person, the account with the password, and the claim of the
 * email, which is the commit point. What ends before it leaves the email free, and a guest a guest.
 */
export function signUps(ports: SignUpPorts) {
  const { change, unique, userKey } = ports;

  /** Makes a guest whose sign-up was committed what he asked to be. */
  const settle = (id: string): Promise<UserRow | undefined> =>
    change(userKey(id), (current) => {
      if (current === undefined) return { result: undefined };
      const row = models.user.parse(current);
      if (!row.next) return { result: row };
      const value: UserRow = { id, ...row.next };
      return { write: { value }, result: value };
    });

  return {
    /** Writes the person; a guest who signs up is still one for now. */
    begin: (row: UserRow): Promise<UserRow | "taken"> =>
      change<UserRow | "taken">(userKey(row.id), (current) => {
        if (current === undefined) return { write: { value: row }, result: row };
        const guest = models.user.parse(current);
        // A write whose answer was lost has happened: this is the row itself.
        if (guest.email === row.email && guest.createdAt === row.createdAt) return { result: row };
        if (!guest.isAnonymous) return { result: "taken" };
        const { id: _, next: __, ...next } = row;
        return { write: { value: { ...guest, next } }, result: row };
      }),

    /** Writes the account and claims the email; the loser of a race leaves nothing behind. */
    async commit(account: AccountRow): Promise<AccountRow | "taken"> {
      const row = await change(userKey(account.userId), (current) => ({
        result: current === undefined ? undefined : models.user.parse(current),
      }));
      if (!row) throw new Error(`account ${account.id}: its person was never written`);
      const { email } = row.next ?? row;
      // The password of a sign-up that is complete must not be replaced by a second one.
      if ((await unique.find("email", [email])).length > 0) return abandon(row, account);
      await ports.putAccount(account);
      if (!(await unique.claim("email", email, row.id))) return abandon(row, account);
      await settle(row.id);
      return account;
    },

    /** The person whom a claimed email belongs to: also one whose last write was cut off. */
    settled: settle,
  };

  async function abandon(row: UserRow, account: AccountRow): Promise<"taken"> {
    const [owner] = await unique.find("email", [(row.next ?? row).email]);
    if (owner === row.id) return "taken";
    await ports.dropAccount(account.id);
    if (!row.next && !row.isAnonymous) await ports.dropUser(row.id);
    if (!row.next) return "taken";
    return change<"taken">(userKey(row.id), (current) => {
      if (current === undefined) return { result: "taken" };
      const { next: _, ...value } = models.user.parse(current);
      return { write: { value }, result: "taken" };
    });
  }
}
