import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { sentence } from "./problem.ts";

/** What the control of a field must carry, so that label and error belong to it. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-invalid": "true" | "false";
  readonly "aria-describedby"?: string;
}

interface FieldProps {
  readonly label: string;
  readonly error?: string | undefined;
  readonly class?: string;
  readonly children: (control: ControlProps) => ComponentChildren;
}

/** A control with its label above and what is wrong with it below. */
export function Field({ label, error, class: more = "", children }: FieldProps) {
  const id = useId();
  const errorId = `${id}-error`;
  const isWrong = error !== undefined;
  return (
    <div class={`field ${more}`}>
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-invalid": isWrong ? "true" : "false",
        ...(isWrong ? { "aria-describedby": errorId } : {}),
      })}
      {isWrong && (
        <p id={errorId} class="wrong" role="alert">
          {sentence(error)}
        </p>
      )}
    </div>
  );
}
