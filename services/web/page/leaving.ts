import { signal } from "@preact/signals";
import { account, leave } from "./account.ts";
import { type Count, isEmpty, readList } from "./list-file.ts";
import { messageOf } from "./problem.ts";
import { forgetPush } from "./push.ts";
import { toast } from "./toast.ts";

/** What a guest who wants to sign out is asked about; undefined count: it is not known. */
export const leavingList = signal<{ readonly count: Count | undefined } | undefined>(undefined);

/** Signs out; a guest with a list is asked first, for nobody gets back to it. */
export async function askToLeave(): Promise<void> {
  toast.value = undefined;
  const asksFirst = account.value.kind === "guest" && (await hasList());
  if (asksFirst) return;
  try {
    await signOut();
  } catch (thrown) {
    toast.value = { kind: "refused", text: messageOf(thrown) };
  }
}

/** Signs out, whatever there is. Throws a Refusal. */
export async function signOut(): Promise<void> {
  await forgetPush();
  await leave();
  stopLeaving();
}

/** The guest stays. */
export const stopLeaving = (): void => {
  leavingList.value = undefined;
};

/** Asks when there is a list, and also when nobody can say whether there is one. */
async function hasList(): Promise<boolean> {
  let count: Count | undefined;
  try {
    const list = await readList();
    if (isEmpty(list)) return false;
    count = list.count;
  } catch {
    // Its session may just have ended; else the question is asked without a number.
    if (account.value.kind !== "guest") return true;
  }
  leavingList.value = { count };
  return true;
}
