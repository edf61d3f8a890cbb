import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { fillWithExamples } from "./examples.ts";
import { aheadMs, present } from "./present.ts";
import { memberOf, messageOf, textIn } from "./problem.ts";
import { request } from "./request.ts";
import { load, now } from "./tasks.ts";

/** Whether the application's time can be moved; only the one that runs on this machine can. */
const clock = signal<"fixed" | "movable" | "moving">("fixed");
const refusal = signal("");

const steps = [
  ["PT1H", "1 hour"],
  ["P1D", "1 day"],
  ["P7D", "1 week"],
  ["P28D", "4 weeks"],
] as const;

/** For whoever runs the application on this machine: move its time, read its mail. */
export function DeveloperCorner() {
  useEffect(() => void look(), []);
  if (clock.value === "fixed") return null;
  const isMoving = clock.value === "moving";
  return (
    <details class="corner">
      <summary>Developer corner</summary>
      <p class="soft">
        It is <time dateTime={now.value.toISOString()}>{now.value.toLocaleString()}</time> here.
      </p>
      <fieldset class="steps" aria-busy={isMoving}>
        <legend class="unseen">Move time forward</legend>
        {steps.map(([by, words]) => (
          <button key={by} type="button" aria-disabled={isMoving} onClick={() => void move(by)}>
            +{words}
          </button>
        ))}
      </fieldset>
      <p role="status" class="soft">
        {isMoving ? "Playing what happens until then…" : ""}
      </p>
      {refusal.value !== "" && (
        <p class="wrong" role="alert">
          {refusal.value}
        </p>
      )}
      <button type="button" onClick={() => void fill()}>
        Fill with examples
      </button>
      <a href="/dev/mailbox" target="_blank" rel="noreferrer">
        Mailbox
      </a>
    </details>
  );
}

/** Elsewhere than on its own machine there is no such door, and so no corner. */
async function look(): Promise<void> {
  try {
    read(await request("/dev/clock"));
  } catch {
    clock.value = "fixed";
  }
}

function read(answer: unknown): void {
  const ahead = memberOf(answer, "ahead_seconds");
  if (textIn(answer, "now") === undefined || typeof ahead !== "number") return;
  aheadMs.value = ahead * 1_000;
  now.value = present();
  clock.value = "movable";
}

async function move(by: string): Promise<void> {
  if (clock.value === "moving") return;
  clock.value = "moving";
  refusal.value = "";
  try {
    read(await request("/dev/clock", { method: "POST", body: { by }, withinMs: playedWithinMs }));
    await load();
  } catch (thrown) {
    refusal.value = messageOf(thrown);
  }
  clock.value = "movable";
}

async function fill(): Promise<void> {
  refusal.value = "";
  try {
    await fillWithExamples(present());
    await load();
  } catch (thrown) {
    refusal.value = messageOf(thrown);
  }
}

/** Four weeks with many rules on a slow machine. */
const playedWithinMs = 120_000;
