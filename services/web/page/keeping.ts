import { computed, signal } from "@preact/signals";
import { account } from "./account.ts";

const asked = signal(false);

/** Whether a guest is making an account for the list there is. */
export const isKeeping = computed(() => asked.value && account.value.kind === "guest");

/** A guest wants to keep the list. */
export const startKeeping = (): void => {
  asked.value = true;
};

/** The account is made, or the guest thought better of it. */
export const stopKeeping = (): void => {
  asked.value = false;
};
