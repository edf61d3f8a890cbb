import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { nextCertificates } from "./dapr-certificates.ts";

const on = (date: string) => new Date(`${date}T00:00:00Z`);
const first = nextCertificates(undefined, { what: "issuer" }, on("2026-01-01"));
const kept = JSON.stringify(first);
const endOf = (pem: string) => new X509Certificate(pem).validToDate.toISOString().slice(0, 10);

test("the first certificates hold for a year, and their root for ten", () => {
  expect([endOf(first.issuer), endOf(first.root)]).toEqual(["2027-01-01", "2035-12-30"]);
});

test("how long they hold can be said", () => {
  const made = nextCertificates(undefined, { what: "issuer", days: 30 }, on("2026-01-01"));
  expect([endOf(made.issuer), endOf(made.root)]).toEqual(["2026-01-31", "2026-10-28"]);
});

test("the next issuer is of the same root", () => {
  const next = nextCertificates(kept, { what: "issuer" }, on("2026-12-01"));
  expect(next.root).toBe(first.root);
  expect(endOf(next.issuer)).toBe("2027-12-01");
});

test("a new root is trusted before it signs", () => {
  const next = nextCertificates(kept, { what: "root" }, on("2026-12-01"));
  expect(next.root).toContain(first.root);
  expect(next.issuer).toBe(first.issuer);
});

test("of a root whose key somebody else has, nothing is made", () => {
  const { rootKey: _, ...ofOthers } = first;
  expect(() =>
    nextCertificates(JSON.stringify(ofOthers), { what: "issuer" }, on("2026-12-01")),
  ).toThrow("whoever made the root signs the next issuer");
});
