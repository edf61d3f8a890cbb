import { describe, expect, test } from "vitest";
import { csvText, guarded, parseCsv, unguarded } from "./csv.ts";

describe("CSV", () => {
  test.each<[string, string, readonly (readonly string[])[]]>([
    [
      "line ends of every kind",
      "a,b\r\nc,d\ne,f\rg,h",
      [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
        ["g", "h"],
      ],
    ],
    [
      "commas, quotes and lines in quotes",
      '"a,b","say ""hi""","x\r\ny"\r\n',
      [["a,b", 'say "hi"', "x\r\ny"]],
    ],
    ["empty cells and lines", ",\n\na,", [["", ""], [""], ["a", ""]]],
    ["a quote within a cell", 'a 6" pipe,b', [['a 6" pipe', "b"]]],
    ["a byte order mark", "\ufefftitle\n", [["title"]]],
    ["nothing", "", []],
  ])("is read with %s", (_title, text, records) => {
    expect(parseCsv(text)).toEqual(records);
  });

  test.each(['a,"b', '"a"b,c'])("is refused where a quote goes wrong: %s", (text) => {
    expect(() => parseCsv(`x\n${text}`)).toThrow("row 2: a quote");
  });

  test("is written so that it reads the same, whatever the cells hold", () => {
    const cells = ["", "a", '"', ",", "\r\n", "\n", "é🙂漢", ' " , '];

    expect(parseCsv(csvText([cells, cells]))).toEqual([cells, cells]);
  });

  test("of a megabyte in one cell is read", () => {
    const long = '"x'.repeat(500_000);

    expect(parseCsv(csvText([[long]]))).toEqual([[long]]);
  });
});

describe("a cell that a spreadsheet would run", () => {
  test.each(["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x"])(
    "%j is guarded, and comes back",
    (cell) => {
      expect(guarded(cell)).toBe(`'${cell}`);
      expect(unguarded(guarded(cell))).toBe(cell);
    },
  );

  test.each(["Tea", "'tis", "a=b", ""])("%j is none", (cell) => {
    expect([guarded(cell), unguarded(cell)]).toEqual([cell, cell]);
  });
});
