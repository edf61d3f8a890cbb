import { expect, test } from "vitest";
import { normalised } from "./invoke.ts";

test.each([
  ["/things/1?x=%2F", "/things/1?x=%2F"],
  ["things", "/things"],
  ["", "/"],
  ["/a/../b", "/b"],
  ["/../../b", "/b"],
  ["/a/%2e%2e/b", "/b"],
  ["/a/..%2F..%2F..%2Fb", "/b"],
  ["/a//b", "/a/b"],
  ["/a/..\\b", "/b"],
  ["/a/%5C..%5Cb", "/b"],
  ["/a%20b/%C3%A4", "/a%20b/%C3%A4"],
  ["/a/%252e%252e/b", "/a/%252e%252e/b"],
])("%s reaches %s", (given, reached) => expect(normalised(given)).toBe(reached));

test.each(["/%zz", "/a%3Fb", "/a%23b", "/a%00b", "/a%0Ab"])("%s is refused", (given) =>
  expect(normalised(given)).toBeUndefined(),
);
