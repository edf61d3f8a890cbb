import { createPrivateKey, X509Certificate } from "node:crypto";
import { issueCertificate } from "./certificate.ts";

/**
 * An authority in two steps: everybody trusts the root, and the issuer signs for it. The root's key
 * is needed only for the next issuer, and is known to nobody who runs.
 */
export interface Chain {
  /** PEM of every root that is trusted, the newest one first. */
  readonly root: string;
  /** PEM of the newest root's key. */
  readonly rootKey: string;
  /** PEM of the issuer, signed by one of the roots. */
  readonly issuer: string;
  /** PEM of the issuer's key. */
  readonly issuerKey: string;
}

export interface ChainArgs {
  /** Whom it is for, as its certificates say. */
  readonly organization: string;
  readonly now: Date;
  /** How long a new issuer holds. */
  readonly issuerDays: number;
  /** How long a new root holds. */
  readonly rootDays: number;
}

/** A root and its first issuer. */
export function newChain(args: ChainArgs): Chain {
  const { root, rootKey } = newRoot(args);
  return { root, rootKey, ...newIssuer(root, rootKey, args) };
}

/** Another issuer of the newest root: whoever trusts that root trusts it at once. */
export function withNewIssuer({ root, rootKey }: Chain, args: ChainArgs): Chain {
  return { root: stillHolding(root, args), rootKey, ...newIssuer(root, rootKey, args) };
}

/**
 * A new root beside the ones before. The issuer stays: whoever has not yet heard of the new root
 * could not trust an issuer of it.
 */
export function withNewRoot(chain: Chain, args: ChainArgs): Chain {
  const { root, rootKey } = newRoot(args);
  return { ...chain, root: root + stillHolding(chain.root, args), rootKey };
}

/** What keeps the parts from belonging together: `field: what`. */
export function chainProblems({
  root,
  issuer,
  issuerKey,
}: Omit<Chain, "rootKey">): readonly string[] {
  try {
    const read = new X509Certificate(issuer);
    const signed = certificatesIn(root).some((each) => read.verify(each.publicKey));
    return [
      ...(signed ? [] : ["issuer: is signed by no certificate of root"]),
      ...(read.checkPrivateKey(createPrivateKey(issuerKey))
        ? []
        : ["issuerKey: is not the key of issuer"]),
    ];
  } catch (thrown) {
    return [`is no PEM: ${thrown instanceof Error ? thrown.message : String(thrown)}`];
  }
}

/** When the newest root and the issuer end. */
export const endOf = ({ root, issuer }: Pick<Chain, "root" | "issuer">) => ({
  root: new X509Certificate(root).validToDate,
  issuer: new X509Certificate(issuer).validToDate,
});

function newRoot({ organization, now, rootDays }: ChainArgs) {
  const { certificate, key } = issueCertificate({
    commonName: "root",
    organization,
    from: now,
    days: rootDays,
    use: { kind: "authority" },
  });
  return { root: certificate, rootKey: key };
}

function newIssuer(root: string, rootKey: string, args: ChainArgs) {
  const { organization, now, issuerDays } = args;
  const ends = endOf({ root, issuer: root }).root;
  const daysLeft = Math.floor((ends.getTime() - now.getTime()) / msPerDay);
  if (daysLeft < issuerDays) {
    throw new Error(
      `root: ends in ${daysLeft} days, before an issuer of ${issuerDays} days; make a new root first`,
    );
  }
  const { certificate, key } = issueCertificate(
    { commonName: "issuer", organization, from: now, days: issuerDays, use: { kind: "authority" } },
    { certificate: certificatesIn(root)[0]?.toString() ?? root, key: rootKey },
  );
  return { issuer: certificate, issuerKey: key };
}

const msPerDay = 86_400_000;
const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g;

const certificatesIn = (text: string): readonly X509Certificate[] =>
  (text.match(block) ?? []).map((each) => new X509Certificate(each));

/** Without the roots that have ended. */
const stillHolding = (root: string, { now }: ChainArgs): string =>
  certificatesIn(root)
    .filter(({ validToDate }) => validToDate > now)
    .map(String)
    .join("");
