import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressesOf } from "./addresses.ts";
import { kubeconfigOf, makePki, type Pki } from "./pki.ts";

let folder = "";
let pki: Pki;
const certificate = (name: string) => new X509Certificate(readFileSync(pki.crt(name)));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nudge-pki-"));
  pki = makePki(folder, addressesOf(0), ["one-0", "one-1"]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the API server is who all its names say, to everybody who trusts the authority", () => {
  const server = certificate("apiserver");
  expect(server.verify(certificate("ca").publicKey)).toBe(true);
  expect(server.checkIP("10.200.0.10")).toBe("10.200.0.10");
  expect(server.checkIP("10.200.128.1")).toBe("10.200.128.1");
  expect(server.checkHost("kubernetes.default.svc")).toBe("kubernetes.default.svc");
  expect(server.checkIP("10.201.0.10")).toBeUndefined();
});

test("each node has its own name and groups, and is no authority", () => {
  const node = certificate("node-1");
  expect(node.subject).toBe("O=system:nodes\nCN=system:node:one-1");
  expect(node.ca).toBe(false);
  expect(certificate("ca").ca).toBe(true);
  expect(certificate("node-1-server").checkIP("10.200.0.11")).toBe("10.200.0.11");
});

test("authorities do not vouch for each other's", () => {
  expect(certificate("etcd").verify(certificate("etcd-ca").publicKey)).toBe(true);
  expect(certificate("etcd").verify(certificate("ca").publicKey)).toBe(false);
});

test("nobody else can read a key", () => {
  for (const name of ["ca", "admin", "tokens"]) {
    expect(statSync(pki.key(name)).mode & 0o077).toBe(0);
  }
});

test("a kubeconfig needs no other file", () => {
  const server = "https://10.200.0.10:6443";
  const text = kubeconfigOf({ cluster: "one", server, user: "admin" }, pki);
  expect(text).toContain(readFileSync(pki.key("admin")).toString("base64"));
  expect(text).not.toContain(folder);
});
