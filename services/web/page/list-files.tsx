import { useEffect, useRef } from "preact/hooks";
import type { ExportFormat } from "../../shared/contracts/api/exchange.ts";
import { endings } from "./chosen-file.ts";
import { bringAgain, bringFile, type Files, files, saveFile } from "./files.ts";
import { broughtWords, notesOf } from "./list-import.ts";

const downloads = [
  ["json", "Download JSON"],
  ["csv", "Download CSV"],
  ["ics", "Download calendar"],
] as const satisfies readonly (readonly [ExportFormat, string])[];

/** The list as a file: taken along, and brought in. */
export function ListFiles() {
  const { value } = files;
  return (
    <section class="setting" aria-labelledby="files-heading">
      <h3 id="files-heading">Your list</h3>
      <p class="soft">
        A copy to keep. JSON has everything; CSV, for spreadsheets, the tasks alone.
      </p>
      <div class="steps">
        {downloads.map(([format, words]) => (
          <button
            key={format}
            type="button"
            aria-disabled={value.kind === "busy"}
            onClick={() => void saveFile(format)}
          >
            {words}
          </button>
        ))}
      </div>
      <Chooser isBusy={value.kind === "busy"} />
      <Outcome of={value} />
    </section>
  );
}

function Chooser({ isBusy }: { readonly isBusy: boolean }) {
  return (
    <>
      <label class="chooser">
        <input
          type="file"
          accept={endings}
          aria-describedby="files-kinds"
          aria-disabled={isBusy}
          aria-busy={isBusy}
          onClick={(event) => {
            if (isBusy) event.preventDefault();
          }}
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen) void bringFile(chosen);
            // Else the same file, mended and chosen once more, would be no change.
            currentTarget.value = "";
          }}
        />
        <span>Bring a file in</span>
      </label>
      <p id="files-kinds" class="soft">
        JSON or CSV from here, or CSV from Todoist.
      </p>
    </>
  );
}

function Outcome({ of }: { readonly of: Files }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The corner is at the edge of the window, and this is at the end of the corner.
    if (of.kind !== "idle") place.current?.scrollIntoView({ block: "nearest" });
  }, [of]);
  const again = of.kind === "brought" || of.kind === "refused" ? of.again : undefined;
  return (
    <div class="outcome" ref={place} tabIndex={-1}>
      <p role="status">{saidOf(of)}</p>
      {of.kind === "refused" && (
        <p class="wrong" role="alert">
          {of.why}
        </p>
      )}
      {of.kind === "brought" && <Notes notes={notesOf(of.brought)} />}
      {again && (
        <div class="steps">
          <button
            type="button"
            onClick={() => {
              // The button goes with the words above it, and must not take the focus along.
              place.current?.focus();
              void bringAgain(again);
            }}
          >
            Bring it in again
          </button>
        </div>
      )}
    </div>
  );
}

/** What is said in passing; a refusal interrupts, and stands elsewhere. */
function saidOf(value: Files): string {
  switch (value.kind) {
    case "idle":
    case "refused":
      return "";
    case "busy":
      return value.words;
    case "saved":
      return `Downloaded as ${value.name}.`;
    case "brought":
      return broughtWords(value.brought);
    default:
      return value satisfies never;
  }
}

const Notes = ({ notes }: { readonly notes: readonly string[] }) =>
  notes.length === 0 ? null : (
    <ul
      class="notes"
      aria-label="What did not come as it was"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
