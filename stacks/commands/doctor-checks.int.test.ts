import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataDirFinding, examine, nodeFinding, npmFinding, portFinding } from "./doctor-checks.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("programs", () => {
  test("the pinned Node is well, an older one is not", () => {
    expect(nodeFinding("24.21.0").ok).toBe(true);
    expect(nodeFinding("20.20.2")).toMatchObject({
      ok: false,
      fix: expect.stringContaining("npm"),
    });
  });

  test("npm is judged by what it says of itself", () => {
    expect(npmFinding("npm/11.19.1 node/v20.20.2 linux x64")).toMatchObject({
      ok: true,
      found: "11.19.1",
    });
    expect(npmFinding("npm/6.14.0 node/v14.0.0").ok).toBe(false);
    expect(npmFinding(undefined).ok).toBe(true);
  });
});

describe("the port", () => {
  test("given something listens there, the finding says how to go on", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    expect(await portFinding(String(port))).toMatchObject({
      ok: false,
      found: `${port} is in use`,
      fix: expect.stringContaining("PORT=8081"),
    });
    await new Promise((resolve) => server.close(resolve));
    expect(await portFinding(String(port))).toMatchObject({ ok: true });
  });

  test.each(["0", "65536", "http", "", "80 80", "-1", "1e3"])("%j is no port", async (text) => {
    expect(await portFinding(text)).toMatchObject({ ok: false, found: `"${text}" is not a port` });
  });
});

describe("the data folder", () => {
  test("one that exists, or can be made, is well", () => {
    expect(dataDirFinding(folder)).toMatchObject({ ok: true, found: folder });
    const deep = join(folder, "a", "b");
    expect(dataDirFinding(deep)).toMatchObject({ ok: true, found: `${deep} (will be made)` });
  });

  test("a file in its place is wrong", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(dataDirFinding(join(file, "data"))).toMatchObject({
      ok: false,
      found: `${file} is not a folder`,
    });
  });

  test("one that may not be written to is wrong, except for the super-user", () => {
    chmodSync(folder, 0o500);
    const { ok, found } = dataDirFinding(join(folder, "a"));
    chmodSync(folder, 0o700);
    const mayAnything = process.getuid?.() === 0;
    expect(ok).toBe(mayAnything);
    if (!mayAnything) expect(found).toBe(`${folder} may not be written to`);
  });
});

test("each thing that is wrong comes with its fix, and each that is well without", async () => {
  const findings = await examine(folder, { PORT: "nonsense", DATA_DIR: "/proc/version/x" });
  expect(findings.map((f) => f.thing)).toEqual([
    "Node",
    "npm",
    "Disk",
    "PORT",
    "DATA_DIR",
    "Chromium",
    "git",
  ]);
  for (const { ok, fix } of findings) expect(fix !== "").toBe(!ok);
  expect(findings.filter((f) => !f.ok).map((f) => f.thing)).toEqual(
    expect.arrayContaining(["PORT", "DATA_DIR"]),
  );
});
