import { join } from "node:path";
import type { Addresses } from "./addresses.ts";
import type { Daemon } from "./namespaces.ts";
import type { Pki, User } from "./pki.ts";
import type { Programs } from "./programs.ts";

/** What every part of the control plane is told. */
export interface ControlPlaneArgs {
  readonly name: string;
  readonly addresses: Addresses;
  readonly pki: Pki;
  /** The file with which somebody asks the API server. */
  readonly kubeconfig: (user: User) => string;
  readonly publicTokenKey: string;
  /** Machines of the cluster. */
  readonly nodes: number;
  readonly programs: Programs;
}

/**
 * How many seconds a silent node is waited for, and how many its pods may stay then. A machine that
 * does other work is silent for seconds; with one node, pods would be taken away to go nowhere.
 */
const patience = (nodes: number) => (nodes > 1 ? { node: 6, pods: 3 } : { node: 60, pods: 300 });

/** Flags as programs take them: `--name=value`. */
export const flags = (values: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

/**
 * The API server with its store, and who starts when it answers: on a busy machine the controllers
 * would give it up after 10 s.
 */
export function controlPlane(args: ControlPlaneArgs): {
  readonly server: readonly Daemon[];
  readonly controllers: readonly Daemon[];
} {
  const daemon = (name: string, values: Parameters<typeof flags>[0]): Daemon => ({
    name,
    file: join(args.programs.kubernetes, name),
    args: flags(values),
  });
  const scheduler = {
    ...asking(args, "scheduler"),
    "bind-address": "127.0.0.1",
    "leader-elect": false,
  };
  return {
    server: [daemon("etcd", etcd(args)), daemon("kube-apiserver", apiServer(args))],
    controllers: [
      daemon("kube-controller-manager", controllerManager(args)),
      daemon("kube-scheduler", scheduler),
    ],
  };
}

const etcd = ({ name, pki }: ControlPlaneArgs) => ({
  name,
  "data-dir": "/var/lib/etcd",
  // The data goes with the cluster: nothing is gained by waiting for the disk.
  "unsafe-no-fsync": true,
  "log-level": "warn",
  "listen-client-urls": "https://127.0.0.1:2379",
  "advertise-client-urls": "https://127.0.0.1:2379",
  "listen-peer-urls": "http://127.0.0.1:2380",
  "initial-advertise-peer-urls": "http://127.0.0.1:2380",
  "initial-cluster": `${name}=http://127.0.0.1:2380`,
  "client-cert-auth": true,
  "trusted-ca-file": pki.crt("etcd-ca"),
  "cert-file": pki.crt("etcd"),
  "key-file": pki.key("etcd"),
});

const apiServer = ({ addresses, nodes, pki, publicTokenKey }: ControlPlaneArgs) => ({
  "advertise-address": addresses.node(0),
  "secure-port": 6443,
  "etcd-servers": "https://127.0.0.1:2379",
  "etcd-cafile": pki.crt("etcd-ca"),
  "etcd-certfile": pki.crt("etcd-client"),
  "etcd-keyfile": pki.key("etcd-client"),
  "authorization-mode": "Node,RBAC",
  "enable-admission-plugins": "NodeRestriction",
  "client-ca-file": pki.crt("ca"),
  "tls-cert-file": pki.crt("apiserver"),
  "tls-private-key-file": pki.key("apiserver"),
  "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
  "service-account-key-file": publicTokenKey,
  "service-account-signing-key-file": pki.key("tokens"),
  "service-cluster-ip-range": addresses.services,
  "kubelet-preferred-address-types": "InternalIP",
  "kubelet-certificate-authority": pki.crt("ca"),
  "kubelet-client-certificate": pki.crt("kubelet-client"),
  "kubelet-client-key": pki.key("kubelet-client"),
  "requestheader-client-ca-file": pki.crt("front-proxy-ca"),
  "requestheader-allowed-names": "front-proxy-client",
  "requestheader-extra-headers-prefix": "X-Remote-Extra-",
  "requestheader-group-headers": "X-Remote-Group",
  "requestheader-username-headers": "X-Remote-User",
  "proxy-client-cert-file": pki.crt("front-proxy"),
  "proxy-client-key-file": pki.key("front-proxy"),

  "default-not-ready-toleration-seconds": patience(nodes).pods,
  "default-unreachable-toleration-seconds": patience(nodes).pods,
});

const controllerManager = (args: ControlPlaneArgs) => ({
  ...asking(args, "controller-manager"),
  "bind-address": "127.0.0.1",
  "leader-elect": false,
  "allocate-node-cidrs": false,
  "cluster-cidr": args.addresses.pods,
  "service-cluster-ip-range": args.addresses.services,
  "root-ca-file": args.pki.crt("ca"),
  "service-account-private-key-file": args.pki.key("tokens"),
  "use-service-account-credentials": true,
  "cluster-signing-cert-file": args.pki.crt("ca"),
  "cluster-signing-key-file": args.pki.key("ca"),
  // With the default of 20 it waits for itself at the start: five seconds more to a Ready node.
  "kube-api-qps": 300,
  "kube-api-burst": 600,
  // Well above the four seconds of a node's lease, or nodes flap.
  "node-monitor-grace-period": `${patience(args.nodes).node}s`,
  "node-monitor-period": "1s",
  "horizontal-pod-autoscaler-sync-period": "5s",
});

const asking = ({ kubeconfig, pki }: ControlPlaneArgs, user: User) => ({
  kubeconfig: kubeconfig(user),
  "authentication-kubeconfig": kubeconfig(user),
  "authorization-kubeconfig": kubeconfig(user),
  // Else they look these up in the cluster, before it has decided who may, and end.
  "client-ca-file": pki.crt("ca"),
  "requestheader-client-ca-file": pki.crt("front-proxy-ca"),
});
