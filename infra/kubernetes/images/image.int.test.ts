import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { archiveOf, fullName } from "./image.ts";
import { fileOf } from "./tar.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nudge-image-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));

test("an image is what tar unpacks: layers, their digests, and what they start", async () => {
  const image = {
    name: "shop/till:1",
    layers: [[fileOf("etc/name", "till\n")], [fileOf("app/main", "run\n", 0o755)]],
    config: { Entrypoint: ["/app/main"], User: "1000:1000" },
  };
  writeFileSync(join(folder, "image.tar"), await buffer(archiveOf([image], "arm64")));
  execFileSync("tar", ["-xf", "image.tar"], { cwd: folder });
  const config = expect.stringMatching(/^[0-9a-f]{64}\.json$/);
  const manifest = read("manifest.json");
  expect(manifest).toEqual([
    {
      Config: config,
      RepoTags: ["docker.io/shop/till:1"],
      Layers: ["layer-0.tar", "layer-1.tar"],
    },
  ]);
  const [file = ""] = /[0-9a-f]{64}\.json/.exec(JSON.stringify(manifest)) ?? [];
  const digest = (each: string) =>
    `sha256:${createHash("sha256")
      .update(readFileSync(join(folder, each)))
      .digest("hex")}`;
  expect(`sha256:${file.replace(".json", "")}`).toBe(digest(file));
  expect(read(file)).toMatchObject({
    architecture: "arm64",
    os: "linux",
    config: image.config,
    rootfs: { diff_ids: [digest("layer-0.tar"), digest("layer-1.tar")] },
  });
  const inside = execFileSync("tar", ["-xOf", join(folder, "layer-1.tar"), "app/main"]);
  expect(inside.toString()).toBe("run\n");
});

test("a layer that two images have is in their archive once", async () => {
  const shared = [fileOf("etc/name", "till\n")];
  const config = { Entrypoint: ["/till"], User: "1" };
  const images = ["till:1", "store:1"].map((name) => ({
    ...{ name, config },
    layers: [shared, [fileOf("main", name)]],
  }));
  writeFileSync(join(folder, "images.tar"), await buffer(archiveOf(images, "x64")));
  execFileSync("tar", ["-xf", "images.tar"], { cwd: folder });
  expect(read("manifest.json")).toMatchObject([
    { RepoTags: ["docker.io/library/till:1"], Layers: ["layer-0.tar", "layer-1.tar"] },
    { RepoTags: ["docker.io/library/store:1"], Layers: ["layer-0.tar", "layer-2.tar"] },
  ]);
});

test.each([
  ["till", "docker.io/library/till"],
  ["shop/till:1", "docker.io/shop/till:1"],
  ["localhost/till:1", "localhost/till:1"],
  ["localhost:5000/till", "localhost:5000/till"],
  ["ghcr.io/shop/till:1", "ghcr.io/shop/till:1"],
])("a node looks for %s as %s", (name, full) => {
  expect(fullName(name)).toBe(full);
});

test("a processor that images have no word for is refused", async () => {
  const image = { name: "a", layers: [], config: { Entrypoint: [], User: "1" } };
  await expect(buffer(archiveOf([image], "mips"))).rejects.toThrow(
    "images are made for x64, arm64 only",
  );
});
