import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Addresses } from "./addresses.ts";
import { flags } from "./control-plane.ts";
import { pauseImage } from "./images/pause.ts";
import type { Daemon } from "./namespaces.ts";
import type { Pki, User } from "./pki.ts";
import type { Programs } from "./programs.ts";

/** What the programs of one node are told. */
export interface NodeArgs {
  readonly name: string;
  readonly at: number;
  readonly addresses: Addresses;
  readonly pki: Pki;
  readonly kubeconfig: (user: User) => string;
  /** Its own control group, from the root of a hierarchy. */
  readonly cgroup: string;
  /** For its settings. */
  readonly folder: string;
  readonly programs: Programs;
}

const socket = "/run/containerd/containerd.sock";
/** As `ctr` is called for the images and containers of Kubernetes. */
export const ctrArgs = ["--address", socket, "--namespace", "k8s.io"] as const;

/** What runs containers. It needs no API server, so it starts beside it. */
export function containerd(args: NodeArgs): Daemon {
  const { folder, programs } = args;
  const plugins = join(folder, "cni");
  mkdirSync(plugins, { recursive: true });
  write(join(plugins, "10-pods.conflist"), podNetwork(args));
  const settings = join(folder, "containerd.toml");
  writeFileSync(settings, containerdSettings(programs.cni, plugins));
  return {
    name: "containerd",
    file: join(programs.containerd, "containerd"),
    args: ["--config", settings],
  };
}

/** What brings pods to life, and what makes services of them. */
export function nodeDaemons(args: NodeArgs): readonly Daemon[] {
  const { name, addresses, at, folder, kubeconfig, programs } = args;
  const kubelet = join(folder, "kubelet.json");
  const proxy = join(folder, "proxy.json");
  const resolver = join(folder, "resolv.conf");
  // The machine's own may lead to an address that no pod reaches.
  writeFileSync(resolver, "nameserver 127.0.0.1\n");
  write(kubelet, kubeletSettings(args, resolver));
  write(proxy, proxySettings(args));
  return [
    {
      name: "kubelet",
      file: join(programs.kubernetes, "kubelet"),
      args: flags({
        config: kubelet,
        kubeconfig: kubeconfig(`node-${at}`),
        "hostname-override": name,
        "node-ip": addresses.node(at),
      }),
    },
    {
      name: "kube-proxy",
      file: join(programs.kubernetes, "kube-proxy"),
      args: flags({ config: proxy }),
    },
  ];
}

const write = (path: string, settings: unknown) =>
  writeFileSync(path, `${JSON.stringify(settings, undefined, 2)}\n`);

const podNetwork = ({ addresses, at }: NodeArgs) => ({
  cniVersion: "0.4.0",
  name: "pods",
  plugins: [
    // With a cable of its own to each pod, every packet passes the node's filter.
    {
      type: "ptp",
      ipMasq: false,
      mtu: 1_500,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: addresses.podsOf(at) }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
});

/** A machine without the right to lower `oom_score_adj` runs no container without the line on it. */
const containerdSettings = (plugins: string, networks: string) => `version = 2
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${networks}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`;

const kubeletSettings = ({ addresses, at, cgroup, folder, pki }: NodeArgs, resolver: string) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  // Kubernetes 1.36 still runs on the first version, when it is told that this is meant.
  failCgroupV1: false,
  cgroupDriver: "cgroupfs",
  cgroupRoot: cgroup,
  containerRuntimeEndpoint: `unix://${socket}`,
  address: addresses.node(at),
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: pki.crt("ca") },
  },
  authorization: { mode: "Webhook" },
  tlsCertFile: pki.crt(`node-${at}-server`),
  tlsPrivateKeyFile: pki.key(`node-${at}-server`),
  clusterDNS: [addresses.dnsService],
  clusterDomain: "cluster.local",
  resolvConf: resolver,
  volumePluginDir: join(folder, "volume-plugins"),
  // Images were brought, and cannot be fetched again.
  imageGCHighThresholdPercent: 100,
  evictionHard: {
    "memory.available": "100Mi",
    "nodefs.available": "1%",
    "imagefs.available": "1%",
  },
  failSwapOn: false,
  // The usual five minutes would hide in a test how soon a program is back.
  crashLoopBackOff: { maxContainerRestartPeriod: "2s" },
  nodeLeaseDurationSeconds: 4,
  nodeStatusUpdateFrequency: "2s",
  syncFrequency: "10s",
});

const proxySettings = ({ addresses, kubeconfig, name }: NodeArgs) => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  mode: "nftables",
  clientConnection: { kubeconfig: kubeconfig("proxy") },
  clusterCIDR: addresses.pods,
  hostnameOverride: name,
  healthzBindAddress: "127.0.0.1:10256",
  metricsBindAddress: "127.0.0.1:10249",
  // These are settings of the whole machine, which is not ours.
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
});
