import { helm, networking, type Provider } from "@pulumi/kubernetes";
import {
  ComponentResource,
  type ComponentResourceOptions,
  CustomResource,
  type Resource,
} from "@pulumi/pulumi";
import { room } from "../room.ts";
import { type Transform, transformed } from "../transform.ts";
import { charts } from "../versions.ts";
import { fromNamespace, tcp } from "../ways-in.ts";
import { certificateValues } from "./values.ts";

export interface CertificateArgs {
  readonly provider: Provider;
  /** The name that people type. */
  readonly host: string;
  /** Where the certificate is kept. */
  readonly secret: { readonly namespace: string; readonly name: string };
  /** The authority writes there when a certificate is about to end. */
  readonly email: string;
  readonly authority: "production" | "staging";
  /** Through which the authority asks whether the name is ours. */
  readonly entrance: { readonly className: string; readonly namespace: string };
  /** The certificate's namespace must stand before. */
  readonly after: readonly Resource[];
  /** The side door of each child. @default {} */
  readonly transform?: {
    readonly release?: Transform<helm.v3.ReleaseArgs>;
    readonly certificate?: Transform<CertificateObjectArgs>;
  };
}

/** A certificate as cert-manager is asked for it. */
export interface CertificateObjectArgs {
  readonly apiVersion: "cert-manager.io/v1";
  readonly kind: "Certificate";
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

const authorities = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
};
const issuerName = "public";
const managerNamespace = "cert-manager";
/** Of cert-manager 1.21: a pod answers for as long as the authority asks. */
const solver = { labels: { "acme.cert-manager.io/http01-solver": "true" }, port: 8_089 };

class CertificateObject extends CustomResource {}

/** A certificate of a public authority, renewed by itself. */
export class Certificate extends ComponentResource {
  constructor(name: string, args: CertificateArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:Certificate", name, {}, options);
    const { after, provider, transform = {} } = args;
    const child = { parent: this, provider };
    const space = room(managerNamespace, "restricted", child);
    const manager = new helm.v3.Release(
      `${name}-manager`,
      transformed(
        {
          ...charts.certManager,
          name: managerNamespace,
          namespace: managerNamespace,
          values: certificateValues(),
        },
        transform.release,
      ),
      { ...child, dependsOn: space },
    );
    const way = solverPolicy(name, args, { ...child, dependsOn: [...after] });
    const issuer = new CertificateObject(
      "kubernetes:cert-manager.io/v1:ClusterIssuer",
      `${name}-authority`,
      { ...issuerOf(args) },
      { ...child, dependsOn: manager },
    );
    new CertificateObject(
      "kubernetes:cert-manager.io/v1:Certificate",
      name,
      { ...transformed(certificateOf(args), transform.certificate) },
      { ...child, dependsOn: [issuer, way, ...after] },
    );
    this.registerOutputs({});
  }
}

/** The application's doors are closed: without it the authority's question would find nobody. */
const solverPolicy = (
  name: string,
  { secret: { namespace }, entrance }: CertificateArgs,
  options: {
    readonly parent: Resource;
    readonly provider: Provider;
    readonly dependsOn: Resource[];
  },
) =>
  new networking.v1.NetworkPolicy(
    `${name}-solver`,
    {
      metadata: { name: "certificate-solver", namespace },
      spec: {
        podSelector: { matchLabels: solver.labels },
        policyTypes: ["Ingress"],
        ingress: [{ from: [fromNamespace(entrance.namespace)], ports: [tcp(solver.port)] }],
      },
    },
    options,
  );

const issuerOf = ({ authority, email, entrance }: CertificateArgs) => ({
  apiVersion: "cert-manager.io/v1",
  kind: "ClusterIssuer",
  metadata: { name: issuerName },
  spec: {
    acme: {
      server: authorities[authority],
      email,
      privateKeySecretRef: { name: `${issuerName}-account` },
      solvers: [{ http01: { ingress: { ingressClassName: entrance.className } } }],
    },
  },
});

const certificateOf = ({ secret, host }: CertificateArgs): CertificateObjectArgs => ({
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: secret.name, namespace: secret.namespace },
  spec: {
    secretName: secret.name,
    dnsNames: [host],
    issuerRef: { name: issuerName, kind: "ClusterIssuer" },
  },
});
