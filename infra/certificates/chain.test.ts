import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { chainProblems, endOf, newChain, withNewIssuer, withNewRoot } from "./chain.ts";

const year = 365;
const args = { organization: "Ours", issuerDays: year, rootDays: 10 * year };
const at = (date: string) => ({ ...args, now: new Date(`${date}T00:00:00Z`) });
const first = newChain(at("2026-01-01"));
const rootsIn = ({ root }: { readonly root: string }) => root.split("-----BEGIN").length - 1;

test("a new chain is a root and its issuer, each as long as was asked", () => {
  expect(chainProblems(first)).toEqual([]);
  expect(endOf(first)).toEqual({
    root: new Date("2035-12-30T00:00:00Z"),
    issuer: new Date("2027-01-01T00:00:00Z"),
  });
});

test("a new issuer is trusted by whoever trusts the root", () => {
  const next = withNewIssuer(first, at("2026-12-01"));
  expect(next.root).toBe(first.root);
  expect(new X509Certificate(next.issuer).verify(new X509Certificate(first.root).publicKey)).toBe(
    true,
  );
  expect(next.issuer).not.toBe(first.issuer);
});

test("a new root comes beside the old one, and the issuer changes only after it", () => {
  const both = withNewRoot(first, at("2026-12-01"));
  expect(rootsIn(both)).toBe(2);
  expect(both.issuer).toBe(first.issuer);
  expect(chainProblems(both)).toEqual([]);
  const switched = withNewIssuer(both, at("2026-12-02"));
  expect(chainProblems(switched)).toEqual([]);
  expect(
    new X509Certificate(switched.issuer).verify(new X509Certificate(first.root).publicKey),
  ).toBe(false);
});

test("a root that has ended is forgotten", () => {
  const both = withNewRoot(first, at("2035-06-01"));
  expect(rootsIn(withNewIssuer(both, at("2036-01-01")))).toBe(1);
});

test("an issuer does not outlive its root", () => {
  expect(() => withNewIssuer(first, at("2035-12-01"))).toThrow(
    "root: ends in 29 days, before an issuer of 365 days; make a new root first",
  );
});

test("parts of different chains are told apart", () => {
  const other = newChain(at("2026-01-01"));
  expect(chainProblems({ ...first, root: other.root, issuerKey: other.issuerKey })).toEqual([
    "issuer: is signed by no certificate of root",
    "issuerKey: is not the key of issuer",
  ]);
  expect(chainProblems({ ...first, issuer: "none" })).toEqual([expect.stringMatching("is no PEM")]);
});
