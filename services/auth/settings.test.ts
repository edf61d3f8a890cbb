import { expect, test } from "vitest";
import { authSettings } from "./settings.ts";

test("nothing need be set", () => {
  expect(authSettings({})).toEqual({
    secret: undefined,
    limitsRate: true,
    publicUrl: undefined,
    proxyHops: 0,
  });
});

test("what is set is taken", () => {
  const settings = authSettings({
    AUTH_SECRET: "s".repeat(32),
    RATE_LIMIT: "off",
    PUBLIC_URL: "https://nudge.example/",
    PROXY_HOPS: "2",
  });

  expect(settings).toMatchObject({ secret: "s".repeat(32), limitsRate: false, proxyHops: 2 });
  expect(settings.publicUrl?.origin).toBe("https://nudge.example");
});

test.each([
  ["AUTH_SECRET", "s".repeat(31)],
  ["AUTH_SECRET", ""],
  ["RATE_LIMIT", "yes"],
  ["PUBLIC_URL", "nudge.example"],
  ["PUBLIC_URL", "ftp://nudge.example"],
  ["PROXY_HOPS", "-1"],
  ["PROXY_HOPS", "1.5"],
  ["PROXY_HOPS", "11"],
])("%s=%s is refused by name", (name, value) => {
  expect(() => authSettings({ [name]: value })).toThrow(`auth: ${name}:`);
});

test("a secret that is too short does not stand in the message", () => {
  expect(() => authSettings({ AUTH_SECRET: "hunter2" })).toThrow(/^((?!hunter2).)*$/);
});
