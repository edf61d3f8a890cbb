import { expect, test } from "vitest";
import { differences, sumsIn } from "./checksum.ts";

const a = "a".repeat(64);
const b = "b".repeat(64);

test("sums are read in every form that sha256sum writes", () => {
  const text = `${a}  helm.tar.gz\n${b} *daprd.tar.gz\r\n`;
  expect([...sumsIn(text)]).toEqual([
    ["helm.tar.gz", a],
    ["daprd.tar.gz", b],
  ]);
});

test.each([
  ["an error page", "<html>Not Found</html>"],
  ["a sum without a name", `${a}\n`],
  ["a sum of another kind", `${a}${a}  helm.tar.gz`],
  ["a cut line", `${a.slice(1)}  helm.tar.gz`],
])("%s names no file", (_, text) => {
  expect([...sumsIn(text)]).toEqual([]);
});

test("a changed, an absent and an unknown file differ, an equal one does not", () => {
  const known = new Map([
    ["equal.jar", a],
    ["changed.jar", a],
    ["absent.jar", a],
  ]);
  const found = new Map([
    ["equal.jar", a],
    ["changed.jar", b],
    ["unknown.jar", b],
  ]);
  expect(differences(known, found)).toEqual([
    `changed.jar: ${b}, not ${a}`,
    `absent.jar: absent, not ${a}`,
    `unknown.jar: ${b}, not known`,
  ]);
});
