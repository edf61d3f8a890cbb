import { dueDateOf, dueInput, timezone } from "../../shared/contracts/api/due.ts";
import type { RowNote } from "../../shared/contracts/api/exchange.ts";
import { descriptionMax } from "../../shared/contracts/entities/task.ts";
import type { Read, Row } from "./rows.ts";

/** Todoist counts from the highest; an empty cell says nothing. */
const priorities: Readonly<Record<string, string>> = {
  1: "urgent",
  2: "high",
  3: "medium",
  4: "low",
};

/**
 * The rows of a Todoist export, without its header. A note belongs to the task above it; sections,
 * indents and people have no place here. Dates in words stay words: this reads no language.
 */
export function readTodoist(records: readonly Readonly<Record<string, string>>[]): Read {
  const rows: Row[] = [];
  const skipped: RowNote[] = [];
  const notUnderstood: RowNote[] = [];
  records.forEach((record, i) => {
    const { TYPE: type = "", CONTENT: content = "" } = record;
    const row = i + 2;
    // Todoist puts empty rows between the parts of a project.
    if (type === "" && content === "") return;
    const skip = (message: string) => skipped.push({ row, field: "TYPE", message });
    if (type === "task") {
      const { fields, unknownDate } = taskFields(record);
      rows.push({ row, kind: "task", fields });
      if (unknownDate === undefined) return;
      const message = `"${unknownDate.slice(0, 60)}" is no date; it is in the description`;
      notUnderstood.push({ row, field: "DATE", message });
    } else if (type === "note") {
      const above = rows.at(-1);
      const description = joined(String(above?.fields.description ?? ""), content);
      if (!above || [...description].length > descriptionMax) {
        skip(above ? "the note does not fit into the description" : "there is no task above");
      } else rows[rows.length - 1] = { ...above, fields: { ...above.fields, description } };
    } else skip(`"${type.slice(0, 20)}" is no task`);
  });
  return { rows, skipped, notUnderstood };
}

function taskFields(record: Readonly<Record<string, string>>) {
  const { CONTENT = "", DESCRIPTION = "", PRIORITY = "", DATE = "", TIMEZONE = "" } = record;
  const zone = timezone.safeParse(TIMEZONE).data;
  const due = dueInput.safeParse(DATE.trim()).data;
  const isPlaced = due !== undefined && dueDateOf(due, zone) !== undefined;
  const unknownDate = isPlaced || DATE.trim() === "" ? undefined : DATE.trim();
  const fields = {
    ...wordsIn(CONTENT),
    description:
      unknownDate === undefined ? DESCRIPTION : joined(DESCRIPTION, `Due: ${unknownDate}`),
    ...(PRIORITY === "" ? {} : { priority: priorities[PRIORITY] ?? PRIORITY }),
    ...(isPlaced ? { due_date: due } : {}),
    ...(isPlaced && zone !== undefined ? { timezone: zone } : {}),
  };
  return { fields, unknownDate };
}

const labelForm = /(?:^|\s)@([^\s@]+)/gu;

/** The title, and the labels that stand in it, each once. */
function wordsIn(content: string) {
  const labels = [...content.matchAll(labelForm)].map(([, label = ""]) => label);
  const once = new Map(labels.map((label) => [label.toLowerCase(), label]));
  return { title: content.replaceAll(labelForm, "").trim(), tags: [...once.values()] };
}

const joined = (above: string, below: string) => (above === "" ? below : `${above}\n${below}`);
