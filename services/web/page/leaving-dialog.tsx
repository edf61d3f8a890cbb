import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { startKeeping } from "./keeping.ts";
import { leavingList, signOut, stopLeaving } from "./leaving.ts";
import { type Count, countWords, download, readList } from "./list-file.ts";
import { messageOf } from "./problem.ts";

/** Asks a guest who wants to sign out what becomes of the list. */
export function LeavingDialog() {
  const { value } = leavingList;
  return value && <Question count={value.count} />;
}

function Question({ count }: { readonly count: Count | undefined }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isBusy = useSignal(false);
  const said = useSignal("");
  const refusal = useSignal("");
  // The browser keeps the focus inside, closes at Escape, and gives the focus back.
  useLayoutEffect(() => dialog.current?.showModal(), []);

  const doing = async (act: () => Promise<void>) => {
    if (isBusy.value) return;
    isBusy.value = true;
    refusal.value = "";
    try {
      await act();
    } catch (thrown) {
      refusal.value = messageOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  const save = async () => {
    const { content } = await readList();
    said.value = `Downloaded as ${download(content)}.`;
  };
  const keep = () => {
    dialog.current?.close();
    startKeeping();
  };
  return (
    <dialog
      ref={dialog}
      class="card"
      aria-labelledby="leaving-heading"
      aria-describedby="leaving-words"
      aria-busy={isBusy.value}
      onClose={stopLeaving}
    >
      <h2 id="leaving-heading">Leave this list behind?</h2>
      <p id="leaving-words">
        You are here as a guest{count && `, with ${countWords(count)}`}. Once you have signed out,
        nobody can get back to this list.
      </p>
      <button type="button" class="primary" onClick={keep}>
        Keep this list
      </button>
      <button type="button" aria-disabled={isBusy.value} onClick={() => void doing(save)}>
        Download it
      </button>
      <button type="button" aria-disabled={isBusy.value} onClick={() => void doing(signOut)}>
        Sign out and leave it
      </button>
      <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
        Stay
      </button>
      <p class="soft" role="status">
        {said.value}
      </p>
      {refusal.value !== "" && (
        <p class="wrong" role="alert">
          {refusal.value}
        </p>
      )}
    </dialog>
  );
}
