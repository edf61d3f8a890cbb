import { useSignal } from "@preact/signals";
import { account } from "./account.ts";
import { countWords, download } from "./list-file.ts";
import { bringIn, held, type Luggage, unpack } from "./luggage.ts";
import { sentence } from "./problem.ts";
import { load } from "./tasks.ts";

/** A guest's list that has not arrived: where it is, and what can be done with it. */
export function LuggageNotice() {
  const { value } = held;
  switch (value.kind) {
    case "none":
      return null;
    case "on its way":
      return (
        <p class="notice" role="status">
          Taking the list along…
        </p>
      );
    case "waiting":
      return <Waiting luggage={value.luggage} why={value.why} />;
    default:
      return value satisfies never;
  }
}

interface WaitingProps {
  readonly luggage: Luggage;
  readonly why: string;
}

function Waiting({ luggage, why }: WaitingProps) {
  const savedAs = useSignal("");
  const { kind } = account.value;
  const isInside = kind === "guest" || kind === "member";
  return (
    <section class="notice" aria-label="A list on its way">
      <p role={why === "" ? "status" : "alert"}>
        A guest’s list ({countWords(luggage.list.count)}) waits in this browser.
        {why !== "" && ` ${sentence(why)}`}
        {!isInside && ` Sign in as ${luggage.email}, and it comes along.`}
        {savedAs.value !== "" && ` It was downloaded as ${savedAs.value}.`}
      </p>
      <div class="buttons">
        {isInside && (
          <button type="button" onClick={() => void bringIn().then(load)}>
            Bring it in
          </button>
        )}
        <button
          type="button"
          onClick={() => {
            savedAs.value = download(luggage.list.content);
          }}
        >
          Download it
        </button>
        {savedAs.value !== "" && (
          <button type="button" onClick={unpack}>
            Remove it from here
          </button>
        )}
      </div>
    </section>
  );
}
