import { z } from "zod";
import {
  type Chain,
  type ChainArgs,
  newChain,
  withNewIssuer,
  withNewRoot,
} from "../infra/certificates/chain.ts";

const pem = z.string().startsWith("-----BEGIN ");

/** What a stack keeps of Dapr's certificates; who brings their own keeps the root's key, too. */
export const daprCertificatesForm = z.strictObject({
  root: pem,
  rootKey: pem.exactOptional(),
  issuer: pem,
  issuerKey: pem,
});

/** What is to be made: an issuer, or first a new root for later issuers. */
export interface CertificatesRequest {
  readonly what: "issuer" | "root";
  /** How long the issuer holds; a root holds ten times as long. @default 365 */
  readonly days?: number;
}

const daysDefault = 365;
const rootsPerIssuer = 10;
/** As sidecars know each other from other applications' ones. */
const organization = "dapr.io/sentry";

/** The certificates after the request: all new where there were none. Throws the way out. */
export function nextCertificates(
  kept: string | undefined,
  { what, days = daysDefault }: CertificatesRequest,
  now: Date,
): Chain {
  const args: ChainArgs = {
    organization,
    now,
    issuerDays: days,
    rootDays: days * rootsPerIssuer,
  };
  if (kept === undefined) return newChain(args);
  const { rootKey, ...others } = daprCertificatesForm.parse(JSON.parse(kept));
  if (rootKey === undefined) {
    throw new Error(
      "daprCertificates: has no rootKey; whoever made the root signs the next issuer",
    );
  }
  const chain = { ...others, rootKey };
  return what === "root" ? withNewRoot(chain, args) : withNewIssuer(chain, args);
}
