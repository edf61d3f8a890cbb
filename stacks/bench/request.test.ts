import { expect, it } from "vitest";
import { parseRequest } from "./request.ts";

const known = ["designs", "log", "api"];

it("without names everything is measured", () => {
  expect(parseRequest([], known)).toEqual({ names: known, mode: "full" });
});

it("with names only these are measured, in the order of the report", () => {
  const asked = parseRequest(["api", "designs"], known);
  expect(asked).toEqual({ names: ["designs", "api"], mode: "full" });
});

it("a quick run measures everything, shortly", () => {
  expect(parseRequest(["--quick"], known)).toEqual({ names: known, mode: "quick" });
});

it("an unknown name or flag is refused with the list", () => {
  expect(() => parseRequest(["log", "logs"], known)).toThrow('"logs": use designs, log, api');
  expect(() => parseRequest(["--fast"], known)).toThrow('"--fast": use designs, log, api');
});
