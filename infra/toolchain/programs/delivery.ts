import type { Platform } from "../program.ts";
import { github, goPlatform, program, published } from "./releases.ts";

const helmVersion = "3.22.0";
const kubeconformVersion = "0.8.0";
const kubeScoreVersion = "1.20.0";
const prometheusVersion = "3.15.0";
const pulumiVersion = "3.250.0";

const prometheusFolder = (platform: Platform): string =>
  `prometheus-${prometheusVersion}.${goPlatform(platform, "-")}`;

/** What brings our objects to a cluster, and what examines them before. */
export const deliveryPrograms = {
  // The engine. Programs inside a process need nothing else. The command `pulumi preview` needs a
  // language host too: the release has one beside it, and no module that is served has one.
  pulumi: program({
    version: pulumiVersion,
    bin: ["pulumi"],
    ways: [
      published({
        at: github("pulumi/pulumi", `v${pulumiVersion}`),
        archive: (platform) => `pulumi-v${pulumiVersion}-${platform}.tar.gz`,
        sums: () => `pulumi-${pulumiVersion}-checksums.txt`,
        folder: () => "pulumi",
      }),
      {
        kind: "go",
        module: "pulumi",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        variables: {
          "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${pulumiVersion}`,
        },
      },
    ],
  }),

  helm: program({
    version: helmVersion,
    bin: ["helm"],
    ways: [
      published({
        at: "https://get.helm.sh",
        archive: (platform) => `helm-v${helmVersion}-${goPlatform(platform, "-")}.tar.gz`,
        sums: (archive) => `${archive}.sha256sum`,
        folder: (platform) => goPlatform(platform, "-"),
      }),
      {
        kind: "go",
        module: "helm",
        package: "helm.sh/helm/v3/cmd/helm",
        variables: {
          "helm.sh/helm/v3/internal/version.version": `v${helmVersion}`,
          // The cluster that a chart is rendered for when none is named: as released, the one that
          // belongs to the client library. Unset, it is 1.20.
          "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor": "1",
          "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": "37",
          "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor": "1",
          "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor": "37",
        },
      },
    ],
  }),

  promtool: program({
    version: prometheusVersion,
    bin: ["promtool"],
    ways: [
      published({
        at: github("prometheus/prometheus", `v${prometheusVersion}`),
        archive: (platform) => `${prometheusFolder(platform)}.tar.gz`,
        sums: () => "sha256sums.txt",
        folder: prometheusFolder,
      }),
      {
        kind: "go",
        module: "prometheus",
        package: "github.com/prometheus/prometheus/cmd/promtool",
        // Rules and their tests need no discovery of targets, and so no library of a cloud.
        tags: ["remove_all_sd"],
        variables: { "github.com/prometheus/common/version.Version": prometheusVersion },
      },
    ],
  }),

  kubeconform: program({
    version: kubeconformVersion,
    bin: ["kubeconform"],
    ways: [
      published({
        at: github("yannh/kubeconform", `v${kubeconformVersion}`),
        archive: (platform) => `kubeconform-${goPlatform(platform, "-")}.tar.gz`,
        sums: () => "CHECKSUMS",
      }),
      {
        kind: "go",
        module: "kubeconform",
        package: "github.com/yannh/kubeconform/cmd/kubeconform",
        variables: { "main.version": `v${kubeconformVersion}` },
      },
    ],
  }),

  "kube-score": program({
    version: kubeScoreVersion,
    bin: ["kube-score"],
    ways: [
      published({
        at: github("zegl/kube-score", `v${kubeScoreVersion}`),
        archive: (platform) => `kube-score_${kubeScoreVersion}_${goPlatform(platform, "_")}.tar.gz`,
        sums: () => "checksums.txt",
      }),
      {
        kind: "go",
        module: "kube-score",
        package: "github.com/zegl/kube-score/cmd/kube-score",
        variables: { "main.version": kubeScoreVersion },
      },
    ],
  }),
};
