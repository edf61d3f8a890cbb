import { useEffect } from "preact/hooks";
import { undo } from "./commands.ts";
import { toast } from "./toast.ts";

/** Long enough to read it, to think, and to reach the button by keyboard. */
const shownMs = 30_000;

/** The word about what has just been done, with the way back. */
export function ToastArea() {
  const { value } = toast;
  useEffect(() => {
    if (!value) return;
    const away = setTimeout(() => {
      toast.value = undefined;
    }, shownMs);
    return () => clearTimeout(away);
  }, [value]);
  return (
    <div class="toast-area" role="status">
      {value && (
        <div class={`toast ${value.kind}`}>
          <span>{value.text}</span>
          {value.kind === "undoable" && (
            <button type="button" onClick={() => void undo()}>
              Undo
            </button>
          )}
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => {
              toast.value = undefined;
            }}
          >
            ×
          </button>
        </div>
      )}
    </div>
  );
}
