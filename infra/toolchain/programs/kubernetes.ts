import { program } from "./releases.ts";

const version = "1.36.3";
const metricsServerVersion = "0.9.0";
/** Without the page that gRPC traces on, the linker drops every method that nothing calls. */
const tags = ["grpcnotrace"];

/** What the API server says of itself, and what clients compare with it. */
const variables: Readonly<Record<string, string>> = Object.fromEntries(
  ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((where) => [
    [`${where}.gitVersion`, `v${version}`],
    [`${where}.gitMajor`, "1"],
    [`${where}.gitMinor`, "36"],
    [`${where}.gitTreeState`, "clean"],
  ]),
);

/** A whole cluster: its control plane, its nodes, and what nodes run containers with. */
export const kubernetesPrograms = {
  // Only built: the releases are seven downloads and an eighth of etcd, in four forms.
  kubernetes: program({
    version,
    bin: [
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-proxy",
      "kube-scheduler",
      "kubectl",
      "kubelet",
    ],
    ways: [
      {
        kind: "go",
        module: "kubernetes",
        package: "./cmd/hyperkube",
        output: "hyperkube",
        tags,
        variables,
      },
    ],
  }),

  coredns: program({
    version: "1.14.4",
    bin: ["coredns"],
    ways: [{ kind: "go", module: "kubernetes", package: "./cmd/coredns", tags }],
  }),

  "metrics-server": program({
    version: metricsServerVersion,
    bin: ["metrics-server"],
    ways: [
      {
        kind: "go",
        module: "kubernetes",
        package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
        tags,
        variables: { "k8s.io/client-go/pkg/version.gitVersion": `v${metricsServerVersion}` },
      },
    ],
  }),

  kwok: program({
    version: "0.8.0",
    bin: ["kwok"],
    ways: [{ kind: "go", module: "kubernetes", package: "sigs.k8s.io/kwok/cmd/kwok", tags }],
  }),

  containerd: program({
    version: "1.6",
    bin: ["containerd", "containerd-shim-runc-v2", "ctr", "runc"],
    ways: [
      {
        kind: "debian",
        packages: ["containerd", "runc"],
        inside: {
          containerd: "usr/bin/containerd",
          "containerd-shim-runc-v2": "usr/bin/containerd-shim-runc-v2",
          ctr: "usr/bin/ctr",
          runc: "usr/sbin/runc",
        },
      },
    ],
  }),

  // The folder of these is what containerd calls `bin_dir`.
  cni: program({
    version: "1.1",
    bin: ["bridge", "host-local", "loopback", "portmap", "ptp"],
    ways: [
      {
        kind: "debian",
        packages: ["containernetworking-plugins"],
        inside: {
          bridge: "usr/lib/cni/bridge",
          "host-local": "usr/lib/cni/host-local",
          loopback: "usr/lib/cni/loopback",
          portmap: "usr/lib/cni/portmap",
          ptp: "usr/lib/cni/ptp",
        },
      },
    ],
  }),

  // kube-proxy calls nft, the plugins call iptables.
  nftables: program({
    version: "1.0",
    bin: ["nft", "iptables", "iptables-save", "iptables-restore", "conntrack"],
    ways: [
      {
        kind: "debian",
        packages: ["nftables", "iptables", "conntrack"],
        inside: {
          nft: "usr/sbin/nft",
          iptables: "usr/sbin/iptables-nft",
          "iptables-save": "usr/sbin/iptables-nft-save",
          "iptables-restore": "usr/sbin/iptables-nft-restore",
          conntrack: "usr/sbin/conntrack",
        },
        libraryFolders: { XTABLES_LIBDIR: "xtables" },
      },
    ],
  }),
};
