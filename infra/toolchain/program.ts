/** Operating system and processor, as Node names them. */
export type Platform = "linux-x64" | "linux-arm64" | "darwin-x64" | "darwin-arm64";

/** A real program of a pinned version, and the ways to have it, the best first. */
export interface Program<Bin extends string = string> {
  readonly version: string;
  /** What is started: each way ends with these names in the folder `bin`. */
  readonly bin: readonly Bin[];
  readonly ways: readonly Way<Bin>[];
}

export type Way<Bin extends string = string> = DownloadWay | GoWay | DebianWay<Bin> | MavenWay;

/** The release's own archive, a `.tar.gz`. */
export interface DownloadWay {
  readonly kind: "download";
  readonly url: (platform: Platform) => string;
  readonly checksum: Checksum;
  /** The folder of the archive that the programs lie in; none, if they lie at its top. */
  readonly folder?: (platform: Platform) => string;
}

/**
 * What a download must be equal to. `pinned` says it here. `published` asks the file of sums that
 * the release has beside the archive: that finds a broken file, but trusts the publisher's host.
 */
export type Checksum =
  | { readonly kind: "pinned"; readonly sha256: Readonly<Partial<Record<Platform, string>>> }
  | { readonly kind: "published"; readonly url: (platform: Platform) => string };

/** Built from its Go module. What it depends on is pinned by the `go.sum` beside `go.mod`. */
export interface GoWay {
  readonly kind: "go";
  /** A folder of `infra/toolchain/go`. */
  readonly module: string;
  readonly package: string;
  /** One file that is called by each name of `bin`, where it is not called like the only one. */
  readonly output?: string;
  readonly tags?: readonly string[];
  /** Values of string variables, as the release sets them, by their full names. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The distribution's packages, unpacked beside the system and not installed into it. */
export interface DebianWay<Bin extends string = string> {
  readonly kind: "debian";
  readonly packages: readonly string[];
  /** Where each program lies, from the root. */
  readonly inside: Readonly<Record<Bin, string>>;
  /** Variables whose values are folders of the unpacked `usr/lib/<processor>-linux-gnu`. */
  readonly libraryFolders?: Readonly<Record<string, string>>;
}

/** Java archives, and one program that starts Java with all of them. */
export interface MavenWay {
  readonly kind: "maven";
  /** `group:artifact:version`; what they depend on comes along. */
  readonly coordinates: readonly string[];
  /** A file of `infra/toolchain/maven` with the sum of each archive. */
  readonly sums: string;
}
