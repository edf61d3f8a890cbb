import { expect, test } from "vitest";
import { cacheOf, platformOf } from "./machine.ts";

test("a platform has the words of Node", () => {
  expect(platformOf("linux", "x64")).toBe("linux-x64");
  expect(platformOf("darwin", "arm64")).toBe("darwin-arm64");
});

test("an unknown platform is refused with the known ones, and Windows with the way out", () => {
  const known = "none of linux-x64, linux-arm64, darwin-x64, darwin-arm64";
  expect(() => platformOf("linux", "s390x")).toThrow(`linux-s390x is ${known}`);
  expect(() => platformOf("win32", "x64")).toThrow(`win32-x64 is ${known}; on Windows, use WSL`);
});

test("programs are kept where NUDGE_CACHE says, else in the person's own cache", () => {
  expect(cacheOf("/var/cache/nudge")).toBe("/var/cache/nudge");
  expect(cacheOf("")).toMatch(/\/\.cache\/nudge\/tools$/);
  expect(cacheOf(undefined)).toBe(cacheOf(""));
});

test("a cache that would depend on the folder one stands in is refused", () => {
  expect(() => cacheOf("cache")).toThrow('NUDGE_CACHE: "cache" is not an absolute path');
});
