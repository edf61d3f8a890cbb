import { signal } from "@preact/signals";

/** A word about what has just been done. */
export interface Toast {
  readonly text: string;
  readonly kind: "undoable" | "done" | "refused";
}

/** The one word that is shown. */
export const toast = signal<Toast | undefined>(undefined);

/** Counts commands. */
let commands = 0;

/**
 * A command begins. The server takes back only the last one, so the offer for the one before goes. What
 * is returned says how this one ended; when another has begun meanwhile, it says only a refusal.
 */
export function begin(): (word: Toast) => void {
  commands += 1;
  const mine = commands;
  toast.value = undefined;
  return (word) => {
    if (mine === commands || word.kind === "refused") toast.value = word;
  };
}
