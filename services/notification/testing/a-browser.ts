import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** A browser that can be subscribed, and that reads what was encrypted for it. */
export interface Browser {
  readonly subscription: {
    readonly endpoint: string;
    readonly expirationTime: null;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** The message in a body. Throws when it is not for this browser. */
  read(body: Uint8Array): unknown;
}

/** A browser whose push service takes messages at this address. */
export function aBrowser(endpoint = "https://push.example.org/send/1"): Browser {
  const pair = createECDH("prime256v1");
  const publicKey = pair.generateKeys();
  const auth = randomBytes(16);
  const keys = { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") };
  return {
    subscription: { endpoint, expirationTime: null, keys },
    read: (body) => JSON.parse(decrypted(Buffer.from(body), { pair, publicKey, auth })),
  };
}

interface Secrets {
  readonly pair: ReturnType<typeof createECDH>;
  readonly publicKey: Buffer;
  readonly auth: Buffer;
}

const derived = (key: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync("sha256", key, salt, info, bytes));

/** RFC 8291 and 8188 read again from their text: what the library writes has to be readable. */
function decrypted(body: Buffer, { pair, publicKey, auth }: Secrets): string {
  const salt = body.subarray(0, 16);
  const recordBytes = body.readUInt32BE(16);
  const senderKey = body.subarray(21, 21 + body.readUInt8(20));
  const record = body.subarray(21 + senderKey.length);
  if (record.length > recordBytes) throw new Error("more than one record, which RFC 8291 forbids");
  const shared = pair.computeSecret(senderKey);
  const about = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, senderKey]);
  const input = derived(shared, auth, about, 32);
  const key = derived(input, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derived(input, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const cipher = createDecipheriv("aes-128-gcm", key, nonce);
  cipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0))
    throw new Error("no last record");
  return plain.subarray(0, end).toString("utf8");
}
