import { signal } from "@preact/signals";
import type { ExportFormat } from "../../shared/contracts/api/exchange.ts";
import { newKey } from "./asked.ts";
import { readChosen } from "./chosen-file.ts";
import { downloadAs } from "./list-file.ts";
import { type Brought, importParts, refusedWords } from "./list-import.ts";
import type { Part } from "./list-parts.ts";
import { Refusal } from "./problem.ts";
import { load } from "./tasks.ts";

/** What was last done with files, for whoever shows it. */
export type Files =
  | { readonly kind: "idle" }
  | { readonly kind: "busy"; readonly words: string }
  | { readonly kind: "saved"; readonly name: string }
  | { readonly kind: "brought"; readonly brought: Brought; readonly again?: Again | undefined }
  | { readonly kind: "refused"; readonly why: string; readonly again?: Again | undefined };

/** A file that was there already, and the key by which it comes once more and not twice more. */
export interface Again {
  readonly parts: readonly Part[];
  readonly key: string;
}

/** What was last done with files. */
export const files = signal<Files>({ kind: "idle" });

/** Takes the list along in one of its forms. */
export const saveFile = (format: ExportFormat): Promise<void> =>
  doing("Reading your list…", async () => ({ kind: "saved", name: await downloadAs(format) }));

/** Brings in a file that somebody chose. */
export const bringFile = (chosen: File): Promise<void> =>
  doing("Bringing it in…", async (say) => {
    const parts = await readChosen(chosen);
    const brought = await importParts(parts, say);
    const again = brought.isRepeated ? { parts, key: newKey() } : undefined;
    return { kind: "brought", brought, again };
  });

/** Brings in once more what was there already: somebody may have deleted it since. */
export const bringAgain = (again: Again): Promise<void> =>
  doing(
    "Bringing it in…",
    async (say) => ({ kind: "brought", brought: await importParts(again.parts, say, again.key) }),
    again,
  );

/** Another person sits here now. */
export const forgetFiles = (): void => {
  files.value = { kind: "idle" };
};

async function doing(
  words: string,
  act: (say: (words: string) => void) => Promise<Files>,
  again?: Again,
): Promise<void> {
  if (files.value.kind === "busy") return;
  let mine: Files = { kind: "busy", words };
  files.value = mine;
  const say = (next: string): void => {
    // Its person may have gone meanwhile; whoever sits here now must not get the rest.
    if (files.value !== mine) throw new Refusal(0, "Somebody else is here now.");
    mine = { kind: "busy", words: next };
    files.value = mine;
  };
  const done = await act(say).catch(
    (thrown): Files => ({ kind: "refused", why: refusedWords(thrown), again }),
  );
  if (files.value !== mine) return;
  files.value = done;
  if (done.kind !== "saved") await load();
}
