import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  calendar,
  calendarRefusal,
  forgetCalendar,
  lookAtCalendar,
  makeCalendar,
  removeCalendar,
} from "./calendar.ts";
import { forgetFiles } from "./files.ts";
import { ListFiles } from "./list-files.tsx";
import { lookAtPush, push, pushRefusal, switchOff, switchOn } from "./push.ts";

/** Where else than on this page the list is seen and heard, and how it is taken along. */
export function SettingsCorner() {
  useEffect(
    () => () => {
      forgetCalendar();
      forgetFiles();
    },
    [],
  );
  return (
    <details
      class="corner"
      onToggle={({ currentTarget }) => {
        if (!currentTarget.open) return;
        void lookAtPush();
        if (calendar.value.kind !== "shown") void lookAtCalendar();
      }}
    >
      <summary>Files, notifications and calendar</summary>
      <PushSwitch />
      <CalendarAddress />
      <ListFiles />
    </details>
  );
}

function PushSwitch() {
  const isBusy = useSignal(false);
  const { value } = push;
  const turn = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    await (push.value.kind === "on" ? switchOff() : switchOn());
    isBusy.value = false;
  };
  const isPossible = value.kind === "on" || value.kind === "off";
  return (
    <section class="setting" aria-labelledby="push-heading">
      <h3 id="push-heading">Reminders</h3>
      {isPossible && (
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={value.kind === "on"}
            aria-checked={value.kind === "on"}
            aria-describedby="push-words"
            aria-busy={isBusy.value}
            onClick={(event) => {
              // It moves when it is done, not when it is wished for.
              event.preventDefault();
              void turn();
            }}
          />
          On this device
        </label>
      )}
      <p id="push-words" class="soft">
        {value.kind === "impossible" && value.why}
        {isPossible && "Shows them also while this page is closed."}
      </p>
      <Refusal text={pushRefusal.value} />
    </section>
  );
}

function CalendarAddress() {
  const { value } = calendar;
  return (
    <section class="setting" aria-labelledby="calendar-heading">
      <h3 id="calendar-heading">Calendar</h3>
      <p class="soft">
        A secret address by which a calendar program follows your tasks. Whoever has it can read
        them.
      </p>
      {value.kind === "shown" && (
        <label class="address">
          Copy it now, it is shown this once
          <input
            type="text"
            readOnly
            value={value.address}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        </label>
      )}
      {value.kind === "none" && (
        <button type="button" onClick={() => void makeCalendar()}>
          Make an address
        </button>
      )}
      {(value.kind === "made" || value.kind === "shown") && (
        <div class="steps">
          <button type="button" onClick={() => void makeCalendar()}>
            Replace the address
          </button>
          <button type="button" onClick={() => void removeCalendar()}>
            Take it back
          </button>
        </div>
      )}
      <Refusal text={calendarRefusal.value} />
    </section>
  );
}

const Refusal = ({ text }: { readonly text: string }) =>
  text === "" ? null : (
    <p class="wrong" role="alert">
      {text}
    </p>
  );
