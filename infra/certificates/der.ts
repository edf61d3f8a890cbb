/** The tags of DER that certificates are made of (X.690, 8.1.2). */
const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;
/** From this year on, a time is written with four digits of its year (RFC 5280, 4.1.2.5). */
const longYearsFrom = 2050;

/** A value with its tag and its length. */
export function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = bigEndian(length);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

const bigEndian = (value: number): readonly number[] =>
  value < 0x100 ? [value] : [...bigEndian(Math.floor(value / 0x100)), value % 0x100];

export const sequence = (...items: readonly Uint8Array[]) => tagged(tags.sequence, ...items);
export const set = (...items: readonly Uint8Array[]) => tagged(tags.set, ...items);
export const octets = (content: Uint8Array) => tagged(tags.octetString, content);
export const utf8 = (text: string) => tagged(tags.utf8String, Buffer.from(text, "utf8"));
export const yes = () => tagged(tags.boolean, Buffer.from([0xff]));

/** A number without a sign; a first bit of 1 would mean a negative one. */
export const integer = (bytes: Uint8Array) =>
  tagged(tags.integer, Buffer.from((bytes[0] ?? 0) & 0x80 ? [0] : []), bytes);

/** Bits, the first one of a byte first; the last byte has some that do not count. */
export const bits = (content: Uint8Array, unused = 0) =>
  tagged(tags.bitString, Buffer.from([unused]), content);

/** An object identifier as it is written: "2.5.29.19". */
export function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return tagged(tags.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Seven bits a byte; all but the last one say that more follow. */
function base128(value: number): readonly number[] {
  const last = value % 0x80;
  const before = Math.floor(value / 0x80);
  return [...(before === 0 ? [] : base128(before).map((byte) => byte | 0x80)), last];
}

/** A moment, to the second. */
export function time(moment: Date): Buffer {
  const text = `${moment.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  const isLong = moment.getUTCFullYear() >= longYearsFrom;
  return isLong
    ? tagged(tags.generalizedTime, Buffer.from(text))
    : tagged(tags.utcTime, Buffer.from(text.slice(2)));
}

/** The values inside a value that holds others, each with its tag and length. */
export function partsOf(value: Uint8Array): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let rest = bodyOf(value); rest.length > 0; ) {
    const length = rest.length - restAfter(rest).length;
    parts.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  return parts;
}

/** The content of the first value. */
export const bodyOf = (value: Uint8Array): Buffer => {
  const { header, length } = measured(value);
  return Buffer.from(value.subarray(header, header + length));
};

const restAfter = (value: Uint8Array) => {
  const { header, length } = measured(value);
  return value.subarray(header + length);
};

function measured(value: Uint8Array): { readonly header: number; readonly length: number } {
  const first = value[1] ?? 0;
  const count = first < 0x80 ? 0 : first & 0x7f;
  const bytes = value.subarray(2, 2 + count);
  const length = count === 0 ? first : bytes.reduce((sum, byte) => sum * 0x100 + byte, 0);
  const header = 2 + count;
  if (value.length < header + length) throw new Error("DER: a value ends before its length");
  return { header, length };
}
