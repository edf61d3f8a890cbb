import { describe, expect, test } from "vitest";
import { broughtIn, broughtWords, notesOf, refusedWords, wrongIn } from "./list-import.ts";
import { Refusal } from "./problem.ts";

const answer = { imported: 2, recurring: 1, repeated: false, skipped: [], not_understood: [] };
const tooLong = { field: "title", message: "at most 200 characters" };
const anew = { row: 1, field: "recurring_task_id", message: "its template makes it anew" };
const stopped = { row: 4, field: "status", message: "it was stopped" };

describe("what an import answers", () => {
  test("has nothing left behind where the template makes a date anew", () => {
    expect(broughtIn({ ...answer, skipped: [anew] })).toEqual({
      count: { tasks: 2, repeating: 1 },
      isRepeated: false,
      left: [],
      undated: [],
    });
  });

  test("is said for a guest's list with each reason once, and without what was stopped", () => {
    const skipped = [{ row: 1, ...tooLong }, { row: 2, ...tooLong }, anew, stopped];
    expect(wrongIn(broughtIn({ ...answer, skipped }))).toBe("title at most 200 characters");
    expect(wrongIn(broughtIn({ ...answer, skipped: [anew, stopped] }))).toBe("");
  });
});

describe("what became of a file", () => {
  const nothing = { ...answer, imported: 0, recurring: 0 };
  const wrong = { row: 3, ...tooLong };
  const mended = "stayed behind; mended, it can come in a file of its own.";

  test.each([
    [{}, "2 tasks and 1 that repeats came."],
    [{ repeated: true }, "This file was there already: nothing was made twice."],
    [{ skipped: [wrong] }, `2 tasks and 1 that repeats came. 1 row ${mended}`],
    [{ skipped: [wrong, { ...wrong, field: "tags" }] }, expect.stringContaining("1 row stayed")],
    [{ skipped: [wrong, stopped] }, expect.stringContaining("2 rows stayed behind")],
    [{ not_understood: [wrong] }, expect.stringContaining("came. 1 date was not understood")],
    [{ not_understood: [wrong, stopped] }, expect.stringContaining("2 dates were not understood")],
    [nothing, "There is nothing in this file."],
    [{ ...nothing, skipped: [wrong] }, `Nothing came. 1 row ${mended}`],
  ])("is said in sentences: %j", (given, words) => {
    expect(broughtWords(broughtIn({ ...answer, ...given }))).toEqual(words);
  });

  test("names each row with its field, in the order of the file", () => {
    const undated = { row: 2, field: "DATE", message: '"soon" is no date' };
    const brought = broughtIn({
      ...answer,
      skipped: [wrong, wrong, stopped],
      not_understood: [undated],
    });
    expect(notesOf(brought)).toEqual([
      'Row 2, DATE: "soon" is no date',
      "Row 3, title: at most 200 characters",
      "Row 4, status: it was stopped",
    ]);
  });
});

describe("a refused file", () => {
  test.each([
    [
      422,
      "body: row 1 must name the column title",
      "Nothing came: row 1 must name the column title.",
    ],
    [400, "body: row 2: a quote has no end", "Nothing came: row 2: a quote has no end."],
    [422, "tasks[0]: must be an object", "Nothing came: tasks[0]: must be an object."],
    [0, "The server cannot be reached.", "The server cannot be reached."],
    [503, "Not available right now.", "Not available right now."],
  ])("with %i is said in a sentence: %s", (status, message, words) => {
    expect(refusedWords(new Refusal(status, message))).toBe(words);
  });
});
