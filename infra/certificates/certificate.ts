import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIPv4 } from "node:net";
import {
  bits,
  bodyOf,
  integer,
  objectId,
  octets,
  partsOf,
  sequence,
  set,
  tagged,
  time,
  utf8,
  yes,
} from "./der.ts";

export interface CertificateArgs {
  readonly commonName: string;
  readonly organization?: string;
  readonly from: Date;
  /** How long it holds. */
  readonly days: number;
  readonly use: CertificateUse;
}

/** "authority": it signs others. "peer": it stands for one end of a connection. */
export type CertificateUse =
  | { readonly kind: "authority" }
  | {
      readonly kind: "peer";
      readonly as: readonly ("server" | "client")[];
      /** By which a server is reached: names and IPv4 addresses. @default [] */
      readonly hosts?: readonly string[];
    };

/** A certificate and its key, both as PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** Other clocks may be behind ours: who is told a certificate must not find it too young. */
const clockSkewMs = 15 * 60_000;
const msPerDay = 86_400_000;
/** Nobody guesses the next one; RFC 5280 allows 20. */
const serialBytes = 16;
const ids = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKey: "2.5.29.14",
  keyUsage: "2.5.29.15",
  hosts: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKey: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  server: "1.3.6.1.5.5.7.3.1",
  client: "1.3.6.1.5.5.7.3.2",
} as const;
/** The third version is the one with extensions. */
const version = tagged(0xa0, integer(Buffer.from([2])));
const algorithm = sequence(objectId(ids.ecdsaWithSha256));

/**
 * Makes a key (ECDSA P-256) and a certificate for it (X.509, RFC 5280), signed by an authority, or
 * by itself where there is none. Node reads certificates and makes none.
 */
export function issueCertificate(args: CertificateArgs, by?: Identity): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = nameOf(args);
  const issuer = by === undefined ? undefined : new X509Certificate(by.certificate);
  const from = new Date(args.from.getTime() - clockSkewMs);
  const until = new Date(args.from.getTime() + args.days * msPerDay);
  const content = sequence(
    version,
    serialNumber(),
    algorithm,
    issuer === undefined ? subject : subjectOf(issuer),
    sequence(time(from), time(until)),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions(args.use, publicKey, issuer?.publicKey ?? publicKey))),
  );
  const signature = sign("sha256", content, by === undefined ? privateKey : keyOf(by));
  return {
    certificate: pem("CERTIFICATE", sequence(content, algorithm, bits(signature))),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Throws when the two do not belong together: what they signed would be believed by nobody. */
function keyOf({ certificate, key }: Identity): KeyObject {
  const own = createPrivateKey(key);
  if (new X509Certificate(certificate).checkPrivateKey(own)) return own;
  throw new Error("certificate: its key is another one");
}

/** Its first bit is 0, for it is not negative; the next is 1, for DER has no zeros in front. */
function serialNumber(): Buffer {
  const bytes = randomBytes(serialBytes);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return integer(bytes);
}

function nameOf({ organization, commonName }: CertificateArgs): Buffer {
  const part = (id: string, text: string) => set(sequence(objectId(id), utf8(text)));
  return sequence(
    ...(organization === undefined ? [] : [part(ids.organization, organization)]),
    part(ids.commonName, commonName),
  );
}

/** Byte for byte: by it an issuer is recognised. */
function subjectOf({ raw }: X509Certificate): Buffer {
  const [content = raw] = partsOf(raw);
  // Version, serial number, algorithm, issuer, validity, subject.
  const subject = partsOf(content)[5];
  if (subject === undefined) throw new Error("certificate: has no subject");
  return subject;
}

function extensions(use: CertificateUse, own: KeyObject, issuer: KeyObject): readonly Buffer[] {
  return [
    ...(use.kind === "authority" ? ofAuthority : ofPeer(use)),
    extension(ids.subjectKey, octets(fingerprint(own))),
    extension(ids.authorityKey, sequence(tagged(0x80, fingerprint(issuer)))),
  ];
}

const extension = (id: string, content: Buffer, weight: "critical" | "optional" = "optional") =>
  sequence(objectId(id), ...(weight === "critical" ? [yes()] : []), octets(content));

const ofAuthority = [
  extension(ids.basicConstraints, sequence(yes()), "critical"),
  // Signs what is sent, certificates, and lists of those that were called back.
  extension(ids.keyUsage, bits(Buffer.from([0b1000_0110]), 1), "critical"),
];

function ofPeer({ as, hosts = [] }: Extract<CertificateUse, { kind: "peer" }>): readonly Buffer[] {
  return [
    extension(ids.basicConstraints, sequence(), "critical"),
    extension(ids.keyUsage, bits(Buffer.from([0b1000_0000]), 7), "critical"),
    extension(ids.extendedKeyUsage, sequence(...as.map((each) => objectId(ids[each])))),
    ...(hosts.length === 0 ? [] : [extension(ids.hosts, sequence(...hosts.map(hostName)))]),
  ];
}

const hostName = (host: string): Buffer =>
  isIPv4(host)
    ? tagged(0x87, Buffer.from(host.split(".").map(Number)))
    : tagged(0x82, Buffer.from(host, "ascii"));

/** Of the key's bits alone, without what kind of key it is (RFC 5280, 4.2.1.2). */
function fingerprint(key: KeyObject): Buffer {
  const bitString = partsOf(key.export({ type: "spki", format: "der" }))[1];
  if (bitString === undefined) throw new Error("certificate: its key has no bits");
  return createHash("sha1").update(bodyOf(bitString).subarray(1)).digest();
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
