import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, expectTypeOf, test } from "vitest";
import type { Program } from "./program.ts";
import { type BinOf, isProgram, programNames, programs } from "./programs.ts";
import { sumsIn } from "./ways/checksum.ts";

const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8");

/** Which module each program comes from, in the words of its go.mod. */
const modules = [
  ["daprd", "github.com/dapr/dapr v1.18.2"],
  ["scheduler", "github.com/dapr/dapr v1.18.2"],
  ["placement", "github.com/dapr/dapr v1.18.2"],
  ["sentry", "github.com/dapr/dapr v1.18.2"],
  ["operator", "github.com/dapr/dapr v1.18.2"],
  ["injector", "github.com/dapr/dapr v1.18.2"],
  ["pulumi", "github.com/pulumi/pulumi/pkg/v3 v3.250.0"],
  ["helm", "helm.sh/helm/v3 v3.22.0"],
  // Prometheus counts its module as 0.315 what it releases as 3.15.
  ["promtool", "github.com/prometheus/prometheus v0.315.0"],
  ["kubeconform", "github.com/yannh/kubeconform v0.8.0"],
  ["kube-score", "github.com/zegl/kube-score v1.20.0"],
  ["kubernetes", "k8s.io/kubernetes v1.36.3"],
  ["coredns", "github.com/coredns/coredns v1.14.4"],
  ["metrics-server", "sigs.k8s.io/metrics-server v0.9.0"],
  ["kwok", "sigs.k8s.io/kwok v0.8.0"],
] as const;

test.each(modules)("%s is built from the version that the list names: %s", (name, required) => {
  const { version, ways }: Program = programs[name];
  const way = ways.find(({ kind }) => kind === "go");
  if (way?.kind !== "go") throw new Error(`${name} is not built from a module`);
  expect(read(`go/${way.module}/go.mod`).replaceAll(/\s+/g, " ")).toContain(` ${required} `);
  if (name !== "promtool") expect(required.endsWith(` v${version}`)).toBe(true);
});

/** Nothing is built of these: they bring what others have defined. */
const onlyRead = ["definitions"];

test("every module is built by a program or read, and its sums stand beside it", () => {
  const used = new Set(
    Object.values<Program>(programs).flatMap(({ ways }) =>
      ways.flatMap((way) => (way.kind === "go" ? [way.module] : [])),
    ),
  );
  const folders = readdirSync(join(import.meta.dirname, "go"));
  expect(new Set([...used, ...onlyRead])).toEqual(new Set(folders));
  for (const folder of folders) expect(read(`go/${folder}/go.sum`)).toContain(" h1:");
});

test("each Java archive of Kafka is known by its sum", () => {
  const names = [...sumsIn(read("maven/kafka.sha256")).keys()];
  expect(names).toHaveLength(92);
  expect(names).toContain(`kafka_2.13-${programs.kafka.version}.jar`);
});

const github = "https://github.com";

test.each([
  [
    "linux-x64",
    "daprd",
    `${github}/dapr/dapr/releases/download/v1.18.2/daprd_linux_amd64.tar.gz`,
    `${github}/dapr/dapr/releases/download/v1.18.2/daprd_linux_amd64.tar.gz.sha256`,
    undefined,
  ],
  [
    "linux-x64",
    "pulumi",
    `${github}/pulumi/pulumi/releases/download/v3.250.0/pulumi-v3.250.0-linux-x64.tar.gz`,
    `${github}/pulumi/pulumi/releases/download/v3.250.0/pulumi-3.250.0-checksums.txt`,
    "pulumi",
  ],
  [
    "darwin-arm64",
    "helm",
    "https://get.helm.sh/helm-v3.22.0-darwin-arm64.tar.gz",
    "https://get.helm.sh/helm-v3.22.0-darwin-arm64.tar.gz.sha256sum",
    "darwin-arm64",
  ],
  [
    "linux-arm64",
    "promtool",
    `${github}/prometheus/prometheus/releases/download/v3.15.0/prometheus-3.15.0.linux-arm64.tar.gz`,
    `${github}/prometheus/prometheus/releases/download/v3.15.0/sha256sums.txt`,
    "prometheus-3.15.0.linux-arm64",
  ],
  [
    "linux-x64",
    "kubeconform",
    `${github}/yannh/kubeconform/releases/download/v0.8.0/kubeconform-linux-amd64.tar.gz`,
    `${github}/yannh/kubeconform/releases/download/v0.8.0/CHECKSUMS`,
    undefined,
  ],
  [
    "darwin-x64",
    "kube-score",
    `${github}/zegl/kube-score/releases/download/v1.20.0/kube-score_1.20.0_darwin_amd64.tar.gz`,
    `${github}/zegl/kube-score/releases/download/v1.20.0/checksums.txt`,
    undefined,
  ],
] as const)(
  "on %s, the release of %s has its place, its sums and its folder",
  (platform, name, url, sums, folder) => {
    const [way]: Program["ways"] = programs[name].ways;
    if (way?.kind !== "download" || way.checksum.kind !== "published") throw new Error("none");
    expect(way.url(platform)).toBe(url);
    expect(way.checksum.url(platform)).toBe(sums);
    expect(way.folder?.(platform)).toBe(folder);
  },
);

test("a word is a program of the list, or it is not", () => {
  expect(programNames).toContain("daprd");
  expect(isProgram("daprd")).toBe(true);
  for (const word of ["dapr", "toString", ""]) expect(isProgram(word)).toBe(false);
});

test("a program knows the names that it is started by", () => {
  expectTypeOf<BinOf<"redis">>().toEqualTypeOf<"redis-server" | "redis-cli">();
  expectTypeOf<BinOf<"daprd">>().toEqualTypeOf<"daprd">();
});
