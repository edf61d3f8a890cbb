import { createHash } from "node:crypto";
import { type Entry, fileOf, tarBytes, tarOf } from "./tar.ts";

/** An image as data: what is in it, layer by layer, and what it starts. */
export interface Image {
  /** With its version, as objects of Kubernetes name it. */
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

/** Images that have the very same layer share it: in an archive, and on a node. */
export type Layer = readonly Entry[];

/** In the words of the format. */
export interface ImageConfig {
  readonly Entrypoint: readonly string[];
  readonly User: string;
  readonly WorkingDir?: string;
  readonly Env?: readonly string[];
}

/**
 * The archive of images, as `docker save` writes it and every engine reads it; a layer that several
 * of them have is in it once. It is made while it is read, so that nobody keeps a copy of large
 * files.
 */
export const archiveOf = (images: readonly Image[], processor: string): AsyncIterable<Uint8Array> =>
  tarOf(entriesOf(images, processor));

function* entriesOf(images: readonly Image[], processor: string): Generator<Entry> {
  const layers = [...new Set(images.flatMap((image) => image.layers))];
  const pathOf = (layer: Layer) => `layer-${layers.indexOf(layer)}.tar`;
  const digests = new Map<Layer, string>();
  for (const layer of layers) yield layerFile(layer, pathOf(layer), digests);
  // By now the layers were written, so their digests are known.
  const described = images.map(({ name, layers, config }) => {
    const text = JSON.stringify({
      architecture: architectureOf(processor),
      os: "linux",
      created: "1970-01-01T00:00:00Z",
      config,
      rootfs: { type: "layers", diff_ids: layers.map((layer) => digests.get(layer)) },
    });
    const path = `${createHash("sha256").update(text).digest("hex")}.json`;
    const listed = { Config: path, RepoTags: [fullName(name)], Layers: layers.map(pathOf) };
    return { file: fileOf(path, text), listed };
  });
  for (const { file } of described) yield file;
  yield fileOf("manifest.json", JSON.stringify(described.map(({ listed }) => listed)));
}

const layerFile = (layer: Layer, path: string, digests: Map<Layer, string>): Entry => ({
  kind: "file",
  path,
  mode: 0o644,
  bytes: tarBytes(layer),
  content: async function* () {
    const hash = createHash("sha256");
    for await (const piece of tarOf(layer)) {
      hash.update(piece);
      yield piece;
    }
    digests.set(layer, `sha256:${hash.digest("hex")}`);
  },
});

/** A name as nodes look for it: what says no registry is Docker's, and there in the library. */
export function fullName(name: string): string {
  const [first = "", ...rest] = name.split("/");
  if (rest.length === 0) return `docker.io/library/${name}`;
  return /[.:]/.test(first) || first === "localhost" ? name : `docker.io/${name}`;
}

const architectures: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** A processor in the words of images. */
function architectureOf(processor: string): string {
  const found = architectures[processor];
  if (found !== undefined) return found;
  throw new RangeError(`images are made for ${Object.keys(architectures).join(", ")} only`);
}
