import { account, type Credentials, leave, recognize, signIn } from "./account.ts";
import { readList } from "./list-file.ts";
import { bringIn, held, isFor, pack, putDown } from "./luggage.ts";
import { messageOf } from "./problem.ts";
import { forgetPush } from "./push.ts";
import { takeAlong } from "./take-along.ts";

/** Enters an account; the list of the guest who did so comes along. Throws a Refusal. */
export async function enterAccount(given: Credentials): Promise<void> {
  const guest = account.value.kind === "guest" ? account.value.id : "";
  try {
    await takeAlong({
      signIn: () => signIn(given),
      readList,
      pack: (list) => pack({ from: guest, email: given.email, list }),
      signOut,
      bringIn: () => (isFor(given.email) ? bringIn() : Promise.resolve()),
    });
  } catch (thrown) {
    if (held.value.kind === "on its way") putDown(messageOf(thrown));
    throw thrown;
  }
  await recognize();
}

async function signOut(): Promise<void> {
  await forgetPush();
  try {
    await leave();
  } catch (thrown) {
    // Whether the guest has left is known only to the server.
    await recognize();
    throw thrown;
  }
}
