import { account, bearer } from "./account.ts";
import { Refusal } from "./problem.ts";
import { type Ask, request, requestText } from "./request.ts";

/** Asks as the person; a token that ran out meanwhile is renewed once. */
export const asked = (path: string, ask: Ask = {}): Promise<unknown> =>
  asPerson(ask, (mine) => request(path, mine));

/** The same for an answer that is kept as it was written. */
export const askedText = (path: string, ask: Ask = {}): Promise<string> =>
  asPerson(ask, (mine) => requestText(path, mine));

async function asPerson<Answer>(ask: Ask, send: (ask: Ask) => Promise<Answer>): Promise<Answer> {
  const asker = whoIsHere();
  const as = (token: string) =>
    send({ ...ask, headers: { ...ask.headers, authorization: `Bearer ${token}` } });
  try {
    return await as(await bearer());
  } catch (thrown) {
    const isOld = thrown instanceof Refusal && thrown.status === 401;
    // Whoever signed in meanwhile is somebody else, and has asked for nothing.
    if (!isOld || whoIsHere() !== asker) throw thrown;
    return await as(await bearer("fresh"));
  }
}

const whoIsHere = (): string | undefined => ("id" in account.value ? account.value.id : undefined);

/** A name for one command, under which it may be repeated. */
export const newKey = (): string => {
  // randomUUID() exists only where the page came over HTTPS or from this machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** The header that makes a repeated command the same command. */
export const once = (key: string) => ({ "idempotency-key": key });
