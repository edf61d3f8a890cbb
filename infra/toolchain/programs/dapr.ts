import type { Program } from "../program.ts";
import { github, goPlatform, published } from "./releases.ts";

/** The newest whose module graph is served whole: 1.18.3 asks for a module version that is not. */
const version = "1.18.2";
/** The commit of the tag, which `daprd --build-info` prints. */
const commit = "d2dd3747145e38e4d85db4714e26d7569c9c37db";

const dapr = <Bin extends string>(name: Bin, tags: readonly string[] = []): Program<Bin> => ({
  version,
  bin: [name],
  ways: [
    published({
      at: github("dapr/dapr", `v${version}`),
      archive: (platform) => `${name}_${goPlatform(platform, "_")}.tar.gz`,
      sums: (archive) => `${archive}.sha256`,
    }),
    {
      kind: "go",
      module: "dapr",
      package: `github.com/dapr/dapr/cmd/${name}`,
      tags,
      variables: {
        "github.com/dapr/dapr/pkg/buildinfo.gitcommit": commit,
        "github.com/dapr/dapr/pkg/buildinfo.gitversion": `v${version}`,
        "github.com/dapr/dapr/pkg/buildinfo.version": version,
        "github.com/dapr/kit/logger.DaprVersion": version,
      },
    },
  ],
});

/** The sidecar and its control plane. */
export const daprPrograms = {
  // As released: `stablecomponents` lacks mail, text messages and the SQLite name resolution.
  daprd: dapr("daprd", ["allcomponents"]),
  scheduler: dapr("scheduler"),
  placement: dapr("placement"),
  sentry: dapr("sentry"),
  operator: dapr("operator"),
  injector: dapr("injector"),
};
