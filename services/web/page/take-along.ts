import { isEmpty, type ListFile } from "./list-file.ts";
import { Refusal } from "./problem.ts";

/** What it takes to change from a guest to an account with the list in hand. */
export interface Steps {
  readonly signIn: () => Promise<void>;
  readonly readList: () => Promise<ListFile>;
  /** Keeps the list where it outlives the guest. */
  readonly pack: (list: ListFile) => void;
  readonly signOut: () => Promise<void>;
  /** Brings in what is packed; what does not succeed stays packed. */
  readonly bringIn: () => Promise<void>;
}

/**
 * Signs in; a guest's list comes along. At every moment the list is in the guest's account, in
 * this browser, or in the account that is entered. Throws the Refusal of the step that failed.
 */
export async function takeAlong(steps: Steps): Promise<void> {
  // 1. A guest is not let in; but only with the right password he is told why.
  if ((await tried(steps.signIn)) === "guest has a list") {
    // 2. While the guest can still be asked for it, the list is read and kept.
    const list = await steps.readList();
    if (!isEmpty(list)) steps.pack(list);
    // 3. Only now the guest leaves, for good.
    await steps.signOut();
    await steps.signIn();
  }
  // 4. Also what an earlier attempt had to leave packed.
  await steps.bringIn();
}

async function tried(signIn: Steps["signIn"]): Promise<"entered" | "guest has a list"> {
  try {
    await signIn();
    return "entered";
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === "GUEST_HAS_A_LIST") return "guest has a list";
    throw thrown;
  }
}
