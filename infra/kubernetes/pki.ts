import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Identity, issueCertificate } from "../certificates/certificate.ts";
import type { Addresses } from "./addresses.ts";

/** Longer than any cluster of a machine is kept. */
const days = 365;

interface Certificate {
  readonly name: string;
  readonly by: "ca" | "etcd-ca" | "front-proxy-ca";
  readonly commonName: string;
  readonly organization?: string;
  readonly as: readonly ("server" | "client")[];
  readonly hosts?: readonly string[];
}

/** Who asks the API server, and as whom it knows them. */
export type User =
  | "admin"
  | "controller-manager"
  | "scheduler"
  | "proxy"
  | "agent"
  | `node-${number}`;

/** The names that the API server is reached by, inside and outside. */
export const apiNames = (addresses: Addresses): readonly string[] => [
  ...["kubernetes", "kubernetes.default", "kubernetes.default.svc"],
  "kubernetes.default.svc.cluster.local",
  "localhost",
  ...["127.0.0.1", addresses.node(0), addresses.apiService],
];

/** Every certificate of a cluster below its three authorities. */
export function certificatesOf(
  addresses: Addresses,
  nodes: readonly string[],
): readonly Certificate[] {
  const client = { by: "ca", as: ["client"] } as const;
  return [
    {
      ...{ name: "etcd", by: "etcd-ca", commonName: "etcd", as: ["server", "client"] },
      hosts: ["127.0.0.1", "localhost"],
    },
    { name: "etcd-client", by: "etcd-ca", commonName: "kube-apiserver", as: ["client"] },
    {
      ...{ name: "apiserver", by: "ca", commonName: "kube-apiserver", as: ["server"] },
      hosts: apiNames(addresses),
    },
    {
      ...{ ...client, name: "kubelet-client", commonName: "kube-apiserver-kubelet-client" },
      organization: "system:masters",
    },
    {
      ...{ name: "front-proxy", by: "front-proxy-ca", commonName: "front-proxy-client" },
      as: ["client"],
    },
    { ...client, name: "admin", commonName: "nudge-admin", organization: "system:masters" },
    { ...client, name: "controller-manager", commonName: "system:kube-controller-manager" },
    { ...client, name: "scheduler", commonName: "system:kube-scheduler" },
    { ...client, name: "proxy", commonName: "system:kube-proxy" },
    { ...client, name: "agent", commonName: agentUser },
    ...nodes.flatMap((node, at): readonly Certificate[] => {
      const who = { commonName: `system:node:${node}`, organization: "system:nodes" };
      const hosts = [node, addresses.node(at)];
      return [
        { ...client, ...who, name: `node-${at}` },
        { ...who, name: `node-${at}-server`, by: "ca", as: ["server"], hosts },
      ];
    }),
  ];
}

/** As whom the agent of the nodes is known. */
export const agentUser = "nudge:agent";

/** Files of certificates and keys in one folder. */
export interface Pki {
  readonly crt: (name: string) => string;
  readonly key: (name: string) => string;
}

/** The files in a folder, as `makePki` writes them. */
export const pkiIn = (folder: string): Pki => ({
  crt: (name) => join(folder, `${name}.crt`),
  key: (name) => join(folder, `${name}.key`),
});

/** Makes all authorities and certificates in an empty folder that nobody else can read. */
export function makePki(folder: string, addresses: Addresses, nodes: readonly string[]): Pki {
  const pki = pkiIn(folder);
  const from = new Date();
  const write = (name: string, { certificate, key }: Identity): Identity => {
    writeFileSync(pki.crt(name), certificate);
    writeFileSync(pki.key(name), key, { mode: 0o600 });
    return { certificate, key };
  };
  const authority = (name: Certificate["by"]) =>
    write(name, issueCertificate({ commonName: name, from, days, use: { kind: "authority" } }));
  const authorities = {
    ca: authority("ca"),
    "etcd-ca": authority("etcd-ca"),
    "front-proxy-ca": authority("front-proxy-ca"),
  };
  for (const { name, by, commonName, organization, as, hosts } of certificatesOf(
    addresses,
    nodes,
  )) {
    const use = { kind: "peer", as, ...(hosts === undefined ? {} : { hosts }) } as const;
    const who = organization === undefined ? { commonName } : { commonName, organization };
    write(name, issueCertificate({ ...who, from, days, use }, authorities[by]));
  }
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // Tokens of service accounts are signed with it.
  writeFileSync(pki.key("tokens"), privateKey.export({ type: "sec1", format: "pem" }), {
    mode: 0o600,
  });
  writeFileSync(join(folder, "tokens.pub"), publicKey.export({ type: "spki", format: "pem" }));
  return pki;
}

/** Who asks, and whom they trust, with everything inside so that one file can be handed on. */
export function kubeconfigOf(
  { cluster, server, user }: { cluster: string; server: string; user: User },
  pki: Pki,
): string {
  const base64 = (path: string) => readFileSync(path).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: cluster, cluster: { server, "certificate-authority-data": base64(pki.crt("ca")) } },
    ],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": base64(pki.crt(user)),
          "client-key-data": base64(pki.key(user)),
        },
      },
    ],
    contexts: [{ name: cluster, context: { cluster, user } }],
    "current-context": cluster,
  };
  // JSON is YAML.
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
