import { constants, createDecipheriv, type KeyObject, privateDecrypt } from "node:crypto";

const tagBytes = 16;

/** Opens a seal as the controller of SealedSecrets does. Throws when it is not meant for there. */
export function unseal(sealed: string, key: KeyObject, label: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const end = 2 + bytes.readUInt16BE(0);
  const session = privateDecrypt(
    {
      key,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
      oaepLabel: Buffer.from(label),
    },
    bytes.subarray(2, end),
  );
  const decipher = createDecipheriv("aes-256-gcm", session, Buffer.alloc(12));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const body = bytes.subarray(end, -tagBytes);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
}
