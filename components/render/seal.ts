import {
  constants,
  createCipheriv,
  createHash,
  createHmac,
  type KeyObject,
  publicEncrypt,
} from "node:crypto";

/** What is to be sealed, for whom, and where alone it may be opened. */
export interface Sealing {
  /** Of the controller: RSA, as its certificate has it. */
  readonly recipient: KeyObject;
  /** `{namespace}/{name}` of the secret: nowhere else the seal opens. */
  readonly label: string;
  readonly value: string;
  /** Only we know it. The same value is sealed alike each time, and no preview shows a change. */
  readonly key: string;
}

const keyBytes = 32;
const hashBytes = 32;
/** A key that is used once needs no nonce of its own. */
const nonce = Buffer.alloc(12);

/**
 * Seals a value as the controller of SealedSecrets (v0.36) opens it: a session key by RSA-OAEP, and
 * the value by AES-256-GCM. What is random elsewhere follows from our key, the label and the value.
 */
export function seal({ recipient, label, value, key }: Sealing): string {
  const derived = (purpose: string) =>
    createHmac("sha256", key)
      .update(JSON.stringify([purpose, label, value]))
      .digest();
  const session = derived("session").subarray(0, keyBytes);
  const wrapped = wrap(session, { recipient, label, seed: derived("seed") });
  const cipher = createCipheriv("aes-256-gcm", session, nonce);
  const body = Buffer.concat([cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(wrapped.length);
  return Buffer.concat([length, wrapped, body]).toString("base64");
}

/** RSA-OAEP with SHA-256 (RFC 8017, 7.1.1). Node does the same with a seed that it chooses itself. */
function wrap(
  message: Buffer,
  { recipient, label, seed }: Pick<Sealing, "recipient" | "label"> & { readonly seed: Buffer },
): Buffer {
  const size = (recipient.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const block = Buffer.alloc(size - hashBytes - 1);
  createHash("sha256").update(label).digest().copy(block);
  block[block.length - message.length - 1] = 1;
  message.copy(block, block.length - message.length);
  const masked = mixed(block, mask(seed, block.length));
  const maskedSeed = mixed(seed, mask(masked, hashBytes));
  const padded = Buffer.concat([Buffer.alloc(1), maskedSeed, masked]);
  return publicEncrypt({ key: recipient, padding: constants.RSA_NO_PADDING }, padded);
}

/** As many bytes as are wanted, which follow from the seed. */
function mask(seed: Buffer, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / hashBytes) }, (_, i) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(i);
    return createHash("sha256").update(seed).update(counter).digest();
  });
  return Buffer.concat(blocks).subarray(0, length);
}

const mixed = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
