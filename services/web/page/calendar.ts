import { signal } from "@preact/signals";
import { asked, newKey, once } from "./asked.ts";
import { memberOf, messageOf, textIn } from "./problem.ts";

/** The secret address by which a calendar program follows the list. */
export type Calendar =
  | { readonly kind: "unknown" }
  | { readonly kind: "none" }
  /** It was shown once, and only its hash is kept. */
  | { readonly kind: "made" }
  | { readonly kind: "shown"; readonly address: string };

export const calendar = signal<Calendar>({ kind: "unknown" });
export const calendarRefusal = signal("");

const path = "/api/feed";

/** Asks whether there is an address. */
export const lookAtCalendar = (): Promise<void> =>
  told(async () => {
    const isActive = memberOf(await asked(path), "active") === true;
    calendar.value = { kind: isActive ? "made" : "none" };
  });

/** Makes an address; the one before leads nowhere from then on. */
export const makeCalendar = (): Promise<void> =>
  told(async () => {
    const made = await asked(path, { method: "POST", headers: once(newKey()) });
    const address = `${location.origin}${textIn(made, "path") ?? ""}`;
    calendar.value = { kind: "shown", address };
  });

/** Takes the address back. */
export const removeCalendar = (): Promise<void> =>
  told(async () => {
    await asked(path, { method: "DELETE" });
    calendar.value = { kind: "none" };
  });

/** Another person sits here now. */
export const forgetCalendar = (): void => {
  calendar.value = { kind: "unknown" };
};

async function told(act: () => Promise<void>): Promise<void> {
  calendarRefusal.value = "";
  try {
    await act();
  } catch (thrown) {
    calendarRefusal.value = messageOf(thrown);
  }
}
