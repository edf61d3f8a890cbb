import { describe, expect, test } from "vitest";
import { line, paragraph } from "./text.ts";

const title = line(20);
const text = paragraph(20);

describe("a line", () => {
  test.each([
    [" Tea ", "Tea"],
    ["Cafe\u0301", "Café"],
    ["👩‍👩‍👧 family", "👩‍👩‍👧 family"],
    ["مرحبا", "مرحبا"],
    ["𝒳".repeat(20), "𝒳".repeat(20)],
  ])("%j is kept as %j", (written, kept) => {
    expect(title.parse(written)).toBe(kept);
  });

  test.each([
    "",
    "   ",
    "\u200b\u200d\ufeff",
    "a".repeat(21),
    "a\nb",
    "a\u0000",
    "a\u202eb",
    "a\u2066b",
    "\ud800",
    `a${"\u0301".repeat(1_000)}`,
    "a\u2028b",
    7,
    null,
  ])("%j is refused", (written) => {
    expect(title.safeParse(written).success).toBe(false);
  });
});

describe("a paragraph", () => {
  test("may be empty, have lines and tabs, and gets one kind of line end", () => {
    expect(text.parse("")).toBe("");
    expect(text.parse("a\r\nb\tc\n")).toBe("a\nb\tc\n");
  });

  test.each(["a\u0000", "a\u202eb", "\udc00", "a".repeat(21), "x".repeat(1_000_000)])(
    "%.20j is refused",
    (written) => {
      expect(text.safeParse(written).success).toBe(false);
    },
  );
});
