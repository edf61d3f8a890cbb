/** The folders of programs that a cluster is made of, each as an entry of `PATH`. */
export interface Programs {
  /** etcd, the control plane, kubelet, kube-proxy, kubectl. */
  readonly kubernetes: string;
  readonly coredns: string;
  readonly metricsServer: string;
  /** With its shim, `ctr` and `runc`. */
  readonly containerd: string;
  /** The plugins that give pods their network. */
  readonly cni: string;
  readonly nftables: string;
}
