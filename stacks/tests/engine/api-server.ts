import { execFile } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../../infra/real/ports.ts";
import { ensure } from "../../../infra/toolchain/ensure.ts";
import type { BinOf } from "../../../infra/toolchain/programs.ts";
import type { Tool } from "../../../infra/toolchain/tool.ts";
import { moduleFolder } from "../../charts.ts";
import { toolchain } from "../../rehearsal.ts";
import { type Processes, processesIn } from "./processes.ts";

const startSeconds = 60;
/** Addresses of Services lie on this machine, where nobody listens: who calls one is refused at once. */
const serviceRange = "127.96.0.0/16";
/** The server's description of all apps at once is 2 MB. */
const answerBytesMax = 64 << 20;
/** Volumes that the test's claims are bound to; nothing is ever written to them. */
const volumes = 8;

export interface ApiServer {
  readonly kubeconfig: string;
  kubectl(...args: readonly string[]): Promise<string>;
}

/** A real API server with its controllers, and a node on which pods only seem to run (KWOK). */
export async function withApiServer<Result>(
  work: (cluster: ApiServer) => Promise<Result>,
): Promise<Result> {
  const machine = toolchain();
  const kubernetes = await ensure("kubernetes", machine);
  const kwok = await ensure("kwok", machine);
  const folder = await mkdtemp(join(tmpdir(), "nudge-api-server-"));
  const processes = processesIn(folder);
  const kubeconfig = join(folder, "kubeconfig");
  const kubectl = async (...args: readonly string[]) => {
    const all = ["--kubeconfig", kubeconfig, ...args];
    const options = { maxBuffer: answerBytesMax };
    return (await promisify(execFile)(kubernetes.path("kubectl"), all, options)).stdout;
  };
  const until = (what: string, ...args: readonly string[]) =>
    processes.until(what, startSeconds, () => kubectl(...args));
  try {
    const content = await startApiServer(processes, kubernetes, folder);
    await writeFile(kubeconfig, content, { mode: 0o600 });
    await until("the API server answers", "get", "--raw", "/readyz");
    await startControllers(processes, { kubernetes, kwok }, folder);
    await until("the controllers run", "get", "serviceaccount", "default");
    const objects = [node, ...Array.from({ length: volumes }, volume)].join("---\n");
    await writeFile(join(folder, "objects.yaml"), objects);
    await kubectl("apply", "-f", join(folder, "objects.yaml"));
    await until("the node is ready", "wait", "node/fake", "--for=condition=Ready", "--timeout=1s");
    return await work({ kubeconfig: content, kubectl });
  } finally {
    await processes.end();
    await rm(folder, { recursive: true });
  }
}

/** Starts the server and its store, and gives the kubeconfig of an operator. */
async function startApiServer(
  processes: Processes,
  kubernetes: Tool<BinOf<"kubernetes">>,
  folder: string,
): Promise<string> {
  const [port, etcd, peer] = await Promise.all([freePort(), freePort(), freePort()]);
  const token = randomBytes(16).toString("hex");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const accounts = join(folder, "accounts.key");
  const tokens = join(folder, "tokens.csv");
  await writeFile(accounts, privateKey.export({ type: "pkcs1", format: "pem" }));
  await writeFile(tokens, `${token},operator,operator,system:masters\n`);
  processes.start("etcd", kubernetes.path("etcd"), [
    `--data-dir=${join(folder, "etcd")}`,
    "--unsafe-no-fsync",
    "--log-level=error",
    `--listen-client-urls=http://127.0.0.1:${etcd}`,
    `--advertise-client-urls=http://127.0.0.1:${etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
  ]);
  processes.start("kube-apiserver", kubernetes.path("kube-apiserver"), [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, "certificates")}`,
    `--token-auth-file=${tokens}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${accounts}`,
    `--service-account-signing-key-file=${accounts}`,
    `--service-cluster-ip-range=${serviceRange}`,
  ]);
  return kubeconfigOf(`https://127.0.0.1:${port}`, token);
}

/** Starts what makes pods of deployments, places them, and lets them seem to run. */
async function startControllers(
  processes: Processes,
  { kubernetes, kwok }: { kubernetes: Tool<BinOf<"kubernetes">>; kwok: Tool<"kwok"> },
  folder: string,
): Promise<void> {
  const common = async (name: string) => [
    `--kubeconfig=${join(folder, "kubeconfig")}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${await freePort()}`,
    `--cert-dir=${join(folder, name)}`,
    "--leader-elect=false",
    // The default throttles the controllers' own accounts for seconds.
    "--kube-api-qps=300",
    "--kube-api-burst=600",
  ];
  processes.start("kube-controller-manager", kubernetes.path("kube-controller-manager"), [
    ...(await common("controller-manager")),
    `--service-account-private-key-file=${join(folder, "accounts.key")}`,
    "--use-service-account-credentials=true",
    // Nobody sends the heartbeat of a fake node; without one it and its pods are unready after 50 s.
    "--node-monitor-grace-period=1h",
  ]);
  processes.start("kube-scheduler", kubernetes.path("kube-scheduler"), await common("scheduler"));
  processes.start("kwok", kwok.path("kwok"), [
    `--kubeconfig=${join(folder, "kubeconfig")}`,
    "--manage-all-nodes=true",
    `--server-address=127.0.0.1:${await freePort()}`,
    ...(await stages()).map((path) => `--config=${path}`),
  ]);
}

/** How nodes and pods change, as KWOK's module has it. */
async function stages(): Promise<readonly string[]> {
  const folder = join(await moduleFolder("kubernetes", "sigs.k8s.io/kwok"), "kustomize", "stage");
  return [
    "node/fast/node-initialize",
    "pod/fast/pod-ready",
    "pod/fast/pod-complete",
    "pod/fast/pod-delete",
  ].map((name) => join(folder, `${name}.yaml`));
}

const kubeconfigOf = (server: string, token: string) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "test", user: "operator" } }],
    // The API server has just signed its certificate itself, on this machine.
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "operator", user: { token } }],
  });

const node = `apiVersion: v1
kind: Node
metadata:
  name: fake
  annotations: {kwok.x-k8s.io/node: fake}
  labels: {kubernetes.io/os: linux, kubernetes.io/arch: amd64, kubernetes.io/hostname: fake}
status:
  allocatable: {cpu: "32", memory: 256Gi, ephemeral-storage: 100Gi, pods: "110"}
  capacity: {cpu: "32", memory: 256Gi, ephemeral-storage: 100Gi, pods: "110"}
`;

const volume = (_: unknown, i: number) => `apiVersion: v1
kind: PersistentVolume
metadata: {name: volume-${i}}
spec:
  capacity: {storage: 20Gi}
  accessModes: [ReadWriteOnce]
  hostPath: {path: /nowhere}
`;
