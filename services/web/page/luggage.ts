import { effect, signal } from "@preact/signals";
import { account } from "./account.ts";
import { checkFits, countWords, type ListFile, listFileOf } from "./list-file.ts";
import { importList, wrongIn } from "./list-import.ts";
import { memberOf, messageOf, Refusal, textIn } from "./problem.ts";
import { toast } from "./toast.ts";

/** A guest's list between two accounts: the guest is gone, and the list is not brought in yet. */
export interface Luggage {
  /** The guest's id. As the key of the import it makes sure that nothing comes twice. */
  readonly from: string;
  /** The account that it is meant for. */
  readonly email: string;
  readonly list: ListFile;
}

/** Whether a list is between two accounts. */
export type Held =
  | { readonly kind: "none" }
  | { readonly kind: "waiting"; readonly luggage: Luggage; readonly why: string }
  | { readonly kind: "on its way"; readonly luggage: Luggage };

/** Whether a list is between two accounts, for whoever shows it. */
export const held = signal<Held>({ kind: "none" });

/** It has to outlive the window: the server gives it to nobody once the guest has signed out. */
const place = "nudge.luggage";

/** Looks for what an earlier visit left behind, until it is stopped. */
export function watchLuggage(): () => void {
  const luggage = luggageIn(stored());
  if (luggage) held.value = { kind: "waiting", luggage, why: "" };
  // The guest is still there, and so is his list: brought in here it would be there twice.
  return effect(() => {
    const { value } = account;
    const { value: present } = held;
    if (present.kind === "waiting" && isOf(value, present.luggage)) unpack();
  });
}

/** Keeps a guest's list in this browser. Throws a Refusal, and then nothing was changed. */
export function pack(luggage: Luggage): void {
  checkFits(luggage.list);
  if (held.value.kind !== "none" && held.value.luggage.from !== luggage.from) {
    throw new Refusal(0, "Another list still waits in this browser. Bring it in first.");
  }
  try {
    localStorage.setItem(place, JSON.stringify(luggage));
  } catch {
    throw new Refusal(
      0,
      "This browser keeps nothing for this page, so the list would not be safe on its way. \
Create an account of its own for it, or download it at “Sign out”.",
    );
  }
  held.value = { kind: "on its way", luggage };
}

/** Whether what waits is meant for the account with this email. */
export const isFor = (email: string): boolean =>
  held.value.kind !== "none" && folded(held.value.luggage.email) === folded(email);

/** What was on its way has to wait. */
export function putDown(why: string): void {
  if (held.value.kind === "none") return;
  held.value = { kind: "waiting", luggage: held.value.luggage, why };
}

/** Brings it into the account that is signed in; says how much came, or why nothing did. */
export async function bringIn(): Promise<void> {
  if (held.value.kind === "none") return;
  const { luggage } = held.value;
  held.value = { kind: "on its way", luggage };
  try {
    const brought = await importList(luggage.list.content, luggage.from);
    toast.value = { kind: "done", text: `${countWords(brought.count)} came along.` };
    const wrong = wrongIn(brought);
    if (wrong === "") unpack();
    else putDown(`Not everything could be taken over: ${wrong}.`);
  } catch (thrown) {
    putDown(messageOf(thrown));
  }
}

/** It is where it belongs, or nobody wants it. */
export function unpack(): void {
  held.value = { kind: "none" };
  localStorage.removeItem(place);
}

/** The luggage in a stored text; undefined when it is none. */
export function luggageIn(text: string): Luggage | undefined {
  const value = parsed(text);
  const [from, email] = [textIn(value, "from"), textIn(value, "email")];
  const content = memberOf(memberOf(value, "list"), "content");
  if (from === undefined || email === undefined || content === undefined) return undefined;
  return { from, email, list: listFileOf(content) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Nothing of ours, or nothing at all.
    return undefined;
  }
}

function stored(): string {
  try {
    return localStorage.getItem(place) ?? "";
  } catch {
    // A browser that keeps nothing has kept nothing.
    return "";
  }
}

const isOf = (who: typeof account.value, { from }: Luggage): boolean =>
  (who.kind === "guest" || who.kind === "member") && who.id === from;

const folded = (email: string): string => email.trim().toLowerCase();
