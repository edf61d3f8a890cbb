import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Found, Kept, Wanted } from "./package-behaviour.ts";
import { type Fields, plainFields, textAt, unknown } from "./values.ts";

/** Charts write long texts: more than this is no chart. */
const outputBytesMax = 64 << 20;
const timeoutSeconds = 120;

/** The program that installs charts, and where charts lie on this machine, by their names. */
export interface HelmCharts {
  readonly helm: string;
  readonly folders: Readonly<Record<string, string>>;
}

/**
 * A chart that lies on this machine is installed by the real Helm, and rendered in a preview. Of any
 * other one it is only noted that it was asked for.
 */
export const helmRelease = ({ helm, folders }: HelmCharts) => ({
  async put(wanted: Wanted, kubeconfig: string): Promise<Pick<Found, "id" | "state">> {
    const release = plainFields(wanted.inputs);
    const { name, namespace } = placeOf(release);
    const folder = folders[textAt(release, "chart")];
    const status = { name, namespace, status: wanted.isPreview ? unknown : "deployed" };
    if (folder !== undefined) {
      const place = [name, folder, "--namespace", namespace, "--values", "-"];
      const values = JSON.stringify(release.values ?? {});
      if (wanted.isPreview || kubeconfig === "") await run(helm, ["template", ...place], values);
      else
        await withKubeconfig(kubeconfig, (file) =>
          run(helm, install(release, place, file), values),
        );
    }
    return { id: `${namespace}/${name}`, state: { ...wanted.inputs, status } };
  },

  async remove({ inputs }: Kept, kubeconfig: string): Promise<void> {
    const release = plainFields(inputs);
    const { name, namespace } = placeOf(release);
    if (kubeconfig === "" || folders[textAt(release, "chart")] === undefined) return;
    const args = ["uninstall", name, "--namespace", namespace, "--ignore-not-found", "--wait"];
    await withKubeconfig(kubeconfig, (file) => run(helm, [...args, "--kubeconfig", file], ""));
  },
});

const placeOf = (release: Fields) => ({
  name: textAt(release, "name"),
  namespace: textAt(release, "namespace") || "default",
});

const install = (release: Fields, place: readonly string[], kubeconfig: string) => [
  "upgrade",
  "--install",
  ...place,
  "--kubeconfig",
  kubeconfig,
  ...(release.skipCrds === true ? ["--skip-crds"] : []),
  ...(release.skipAwait === true ? [] : ["--wait", "--timeout", `${timeoutSeconds}s`]),
];

async function withKubeconfig(content: string, work: (file: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), "nudge-helm-"));
  try {
    const file = join(folder, "kubeconfig");
    await writeFile(file, content, { mode: 0o600 });
    await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Values go in by standard input: they hold secrets. */
function run(helm: string, args: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      helm,
      [...args],
      { maxBuffer: outputBytesMax },
      (error, _stdout, stderr) =>
        error ? reject(new Error(stderr.trim() || error.message)) : resolve(),
    );
    child.stdin?.end(input);
  });
}
