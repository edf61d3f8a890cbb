import type { KafkaLogin } from "./kafka-login.ts";

/** What becomes of a user's password. */
export type ScramChange =
  | { readonly kind: "set"; readonly user: string; readonly password: string }
  | { readonly kind: "delete"; readonly user: string };

/**
 * Sets or deletes a password at the broker (AlterUserScramCredentials, version 0). The client's
 * library has no word for that request, but carries it. The engine runs this apart from this
 * program, as text: what it needs is loaded inside.
 */
export async function alterScram(login: KafkaLogin, change: ScramChange): Promise<void> {
  const { Kafka, logLevel } = await import("kafkajs");
  const { pbkdf2Sync, randomBytes } = await import("node:crypto");
  // The least that brokers take; each adds its own work to it at every login.
  const iterations = 4_096;
  const sha256 = 1;

  /** Lengths of the newer encodings are counted from 1, for 0 means none. */
  const varint = (value: number): Buffer =>
    value < 128
      ? Buffer.from([value])
      : Buffer.concat([Buffer.from([(value & 127) | 128]), varint(value >>> 7)]);
  const bytes = (content: Buffer) => Buffer.concat([varint(content.length + 1), content]);
  const text = (content: string) => bytes(Buffer.from(content, "utf8"));
  const list = (items: readonly Buffer[]) => Buffer.concat([varint(items.length + 1), ...items]);
  const noTags = Buffer.from([0]);
  const int32 = (value: number) => {
    const buffer = Buffer.alloc(4);
    buffer.writeInt32BE(value);
    return buffer;
  };
  const salt = randomBytes(24);
  const deletion = Buffer.concat([text(change.user), Buffer.from([sha256]), noTags]);
  const upsertion = (password: string) =>
    Buffer.concat([
      text(change.user),
      Buffer.from([sha256]),
      int32(iterations),
      bytes(salt),
      bytes(pbkdf2Sync(password, salt, iterations, 32, "sha256")),
      noTags,
    ]);
  const body = Buffer.concat([
    noTags,
    list(change.kind === "delete" ? [deletion] : []),
    list(change.kind === "set" ? [upsertion(change.password)] : []),
    noTags,
  ]);

  const inside = (holder: object, word: string) => {
    const symbols = [holder, Object.getPrototypeOf(holder)].flatMap(Object.getOwnPropertySymbols);
    const found = symbols.find((symbol) => symbol.description?.endsWith(word));
    if (found === undefined) throw new Error(`kafkajs has no ${word} any more`);
    return Reflect.get(holder, found);
  };
  const kafka = new Kafka({
    clientId: "platform",
    brokers: [...login.brokers],
    ssl: login.tls === "public",
    sasl: { mechanism: "scram-sha-256", username: login.user, password: login.password },
    logLevel: logLevel.NOTHING,
  });
  const cluster = inside(kafka, "createCluster").call(kafka, {});
  try {
    await cluster.connect();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const where = login.brokers.join(", ");
    throw new Error(`broker: ${where} cannot be reached as ${login.user}: ${why}`);
  }
  try {
    await cluster.refreshMetadata();
    const broker = await cluster.findControllerBroker();
    const answer: Buffer = await broker.connectionPool.send({
      request: {
        apiKey: 51,
        apiVersion: 0,
        apiName: "AlterUserScramCredentials",
        encode: async () => ({ size: () => body.length, buffer: body, buf: body }),
      },
      response: {
        decode: async (raw: Buffer) => raw,
        parse: async (raw: Buffer) => raw,
      },
    });
    // Tags, throttle time, count of results, then the user's name with its length.
    const at = 1 + 4 + 1 + 1 + Buffer.byteLength(change.user);
    const code = answer.readInt16BE(at);
    const unknownUser = 91;
    if (code !== 0 && !(change.kind === "delete" && code === unknownUser)) {
      throw new Error(`user "${change.user}": the broker refuses the password with code ${code}`);
    }
  } finally {
    await cluster.disconnect();
  }
}
