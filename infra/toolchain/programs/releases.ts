import type { DownloadWay, Platform, Program } from "../program.ts";

/** Takes a definition as it is; the names in its `bin` become part of its type. */
export const program = <const Bin extends string>(one: Program<Bin>): Program<Bin> => one;

/** A release whose publisher has a file of sums beside its archives. */
export interface Release {
  /** The address of its folder. */
  readonly at: string;
  readonly archive: (platform: Platform) => string;
  /** The file with the sum of an archive. */
  readonly sums: (archive: string) => string;
  readonly folder?: (platform: Platform) => string;
}

/** The way to have such a release. */
export const published = ({ at, archive, sums, folder }: Release): DownloadWay => ({
  kind: "download",
  url: (platform) => `${at}/${archive(platform)}`,
  checksum: { kind: "published", url: (platform) => `${at}/${sums(archive(platform))}` },
  ...(folder === undefined ? {} : { folder }),
});

/** Where a repository keeps the files of a release. */
export const github = (repository: string, tag: string): string =>
  `https://github.com/${repository}/releases/download/${tag}`;

/** A platform as releases written in Go name it, as `linux_amd64`. */
export const goPlatform = (platform: Platform, between: "_" | "-" | "."): string =>
  platform.replace("x64", "amd64").replace("-", between);
