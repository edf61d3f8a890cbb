import { describe, expect, test } from "vitest";
import { bestFits, namesNothing, root, stem } from "./match.ts";

const best = (text: string, ...titles: readonly string[]) => bestFits(text, titles, (one) => one);

describe("words name a title", () => {
  test.each([
    ["milk", "Buy milk"],
    ["MILK", "buy Milk!"],
    ["milk buy", "Buy milk"],
    ["my exercise reminder", "Exercise"],
    ["the party", "Plan parties"],
    ["boxes", "Empty box"],
    ["the watering", "Water the plants"],
    ["running", "Run 5 km"],
    ["baked a cake", "Bake a cake"],
    ["zurich", "Trip to Zürich"],
    ["dent", "Dentist appointment"],
    ["dentist appointment", "Dentist"],
    ["牛乳", "牛乳"],
  ])("%s: %s", (text, title) => {
    expect(best(text, title)).toEqual([title]);
  });

  test.each([
    ["milk", "Buy tea"],
    ["ilk", "Buy milk"],
    ["m", "Buy milk"],
    ["call mum today please", "Call dad"],
    ["", "Buy milk"],
    ["!!!", "Buy milk"],
  ])("%j does not name %s", (text, title) => {
    expect(best(text, title)).toEqual([]);
  });
});

test("what fits better beats what fits as well", () => {
  expect(best("call mum", "Call mum", "Call mum again")).toEqual(["Call mum"]);
  expect(best("report", "Reports", "Read report")).toEqual(["Reports"]);
  expect(best("report", "Reporting", "Read report")).toEqual(["Read report"]);
});

test("what fits equally is all there, in the order given", () => {
  expect(best("call", "Call mum", "Tea", "Call dad")).toEqual(["Call mum", "Call dad"]);
});

test("a plural loses its ending, and other words keep theirs", () => {
  expect(["parties", "boxes", "tasks", "bus", "glass", "gas"].map(stem)).toEqual([
    "party",
    "box",
    "task",
    "bus",
    "glass",
    "gas",
  ]);
});

test("an exact word beats another form of it", () => {
  expect(best("watering", "Water the plants", "Watering can")).toEqual(["Watering can"]);
  expect(best("water", "Watering can", "Water the plants")).toEqual(["Water the plants"]);
});

test("the forms of a verb share a root, and words that only end so keep theirs", () => {
  expect(["watering", "planned", "calls", "calling", "bake", "baking"].map(root)).toEqual([
    "water",
    "plan",
    "call",
    "call",
    "bak",
    "bak",
  ]);
  expect(["thing", "spring", "feed", "king", "bed"].map(root)).toEqual([
    "thing",
    "spring",
    "feed",
    "king",
    "bed",
  ]);
});

test("“the reminder” names nothing", () => {
  expect(["the reminder", "it", "tea"].map(namesNothing)).toEqual([true, false, false]);
});
