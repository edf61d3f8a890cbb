import { lookup as systemLookup } from "node:dns/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { messageOf, RetryableError, TerminalError } from "./errors.ts";
import { isPublicAddress } from "./outside-address.ts";

/** A POST to a server outside the platform whose address a person may have given. */
export interface OutsideCall {
  readonly url: string;
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** @default ten seconds, which is also the most */
  readonly timeoutMs?: number;
}

/** The way out, which leads to public addresses only. */
export interface Outside {
  /**
   * Posts once. Throws TerminalError for a call that will never be made, and RetryableError when
   * no answer came or it was a redirect. Any other status is an answer.
   */
  call(call: OutsideCall): Promise<{ readonly status: number }>;
  /** Throws what `call` would throw before it connects. */
  check(url: string): Promise<void>;
}

export interface Address {
  readonly address: string;
  readonly family: number;
}

export interface OutsideOptions {
  /** Hosts that the service declares: names, `*.names`, or "*" for any public one. */
  readonly hosts: readonly string[];
  /** `host:port` of private servers that the operator lets through. */
  readonly allowed: readonly string[];
  /** All addresses of a name. @default the system's resolver */
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
}

/** Whoever waits for the outside holds a queue up for so long and no longer. */
const timeoutMsMax = 10_000;
/** The answer's body is read so that the other side can finish; no one looks at it. */
const answerBytesMax = 64 * 1_024;
/** The largest event with its task is 17 KB. */
const bodyBytesMax = 256 * 1_024;
const urlCharactersMax = 2_048;
/** Below are the system's own services, mail and databases among them; these two are the web's. */
const webPorts: readonly number[] = [80, 443];
const freePortMin = 1_024;

interface Target {
  readonly url: URL;
  readonly addresses: readonly Address[];
}

/**
 * The client for addresses that people give. A name is resolved once, all of its addresses are
 * checked, and the socket goes to exactly those: a name that changes in between changes nothing.
 */
export function outside({ hosts, allowed, resolve = resolved }: OutsideOptions): Outside {
  const isDeclared = (name: string) =>
    hosts.some((host) =>
      host.startsWith("*.") ? name.endsWith(host.slice(1)) : host === "*" || host === name,
    );

  const target = async (text: string, signal: AbortSignal): Promise<Target> => {
    const url = webUrl(text);
    const isAllowed = allowed.includes(`${url.hostname}:${portOf(url)}`);
    if (!isAllowed && !isDeclared(nameOf(url))) {
      throw refused(url, "is no host that this service declares; add it to egress.hosts");
    }
    if (!isAllowed && !webPorts.includes(portOf(url)) && portOf(url) < freePortMin) {
      throw refused(url, `port ${portOf(url)} is not for the web; use 80, 443, or 1024 and above`);
    }
    const literal = isIP(nameOf(url));
    const addresses =
      literal === 0
        ? await orAborted(resolve(nameOf(url)), signal).catch((thrown: unknown) => {
            throw failed(url, `the name has no address now (${messageOf(thrown)})`);
          })
        : [{ address: nameOf(url), family: literal }];
    if (addresses.length === 0) throw failed(url, "the name has no address now");
    // One private address among public ones is how a name is made to lead inside.
    if (isAllowed || addresses.every(({ address }) => isPublicAddress(address))) {
      return { url, addresses };
    }
    throw refused(
      url,
      "does not lead to a public address; use one that does, or have the operator name it in " +
        "OUTGOING_ALLOW",
    );
  };

  return {
    async check(url) {
      await target(url, AbortSignal.timeout(timeoutMsMax));
    },
    async call({ url, body, headers, timeoutMs = timeoutMsMax }) {
      const bytes = Buffer.from(body);
      if (bytes.byteLength > bodyBytesMax) {
        throw new TerminalError(`body: has ${bytes.byteLength} bytes, may have ${bodyBytesMax}`);
      }
      const signal = AbortSignal.timeout(Math.min(timeoutMs, timeoutMsMax));
      const found = await target(url, signal);
      return posted(found, bytes, headers, signal);
    },
  };
}

/** Parses the setting OUTGOING_ALLOW. Throws an error that names it. */
export function outgoingAllow(setting: string | undefined): readonly string[] {
  const entries = (setting ?? "").split(",").map((entry) => entry.trim());
  return entries
    .filter((entry) => entry !== "")
    .map((entry) => {
      const url = /:\d{1,5}$/.test(entry) ? URL.parse(`http://${entry}`) : null;
      const isPlain = url?.pathname === "/" && url.search === "" && url.username === "";
      if (url && isPlain) return `${url.hostname}:${portOf(url)}`;
      throw new Error(
        `OUTGOING_ALLOW: "${entry}" is no target; use host:port, with commas between`,
      );
    });
}

/** The URL parser also turns 2130706433, 0x7f.1 and 0177.0.0.1 into the 127.0.0.1 they mean. */
function webUrl(text: string): URL {
  const url = text.length <= urlCharactersMax ? URL.parse(text) : null;
  if (!url) throw new TerminalError(`url: is no URL of up to ${urlCharactersMax} characters`);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new TerminalError(`url: ${url.protocol} is not possible; use https: or http:`);
  }
  if (url.username !== "" || url.password !== "") {
    throw refused(url, "has a user or a password in it; leave them out");
  }
  return url;
}

function posted(
  { url, addresses }: Target,
  body: Buffer,
  headers: OutsideCall["headers"],
  signal: AbortSignal,
): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown) =>
      reject(failed(url, signal.aborted ? "did not answer in time" : messageOf(thrown)));
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const outgoing = send(
      url,
      {
        method: "POST",
        // A socket of its own: a kept one could have been opened for another address.
        agent: false,
        lookup: pinnedTo(addresses),
        signal,
        headers: { ...headers, "content-length": body.byteLength },
      },
      (incoming) => {
        const status = incoming.statusCode ?? 0;
        if (status >= 300 && status < 400) {
          reject(failed(url, `answers ${status}; redirects are not followed`));
          incoming.destroy();
          return;
        }
        let bytes = 0;
        const done = () => {
          resolve({ status });
          incoming.destroy();
        };
        incoming.on("data", (piece: Buffer) => {
          bytes += piece.byteLength;
          if (bytes >= answerBytesMax) done();
        });
        incoming.on("end", done);
        incoming.on("error", fail);
      },
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

/** Resolves to the checked addresses, whatever the name means by now. */
const pinnedTo =
  (addresses: readonly Address[]): LookupFunction =>
  (_host, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else if (first) callback(null, first.address, first.family);
  };

const resolved = (host: string): Promise<readonly Address[]> => systemLookup(host, { all: true });

/** A resolver cannot be stopped, but nobody has to wait for it. */
const orAborted = <Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> =>
  new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("no answer in time")), { once: true });
    work.then(resolve, reject);
  });

/** The host without the brackets of an IPv6 address. */
const nameOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

const portOf = ({ port, protocol }: URL): number =>
  port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);

// Only the origin: the path of a hook is often its secret. And not the address: what a private
// name resolves to is nothing that people outside should learn.
const refused = (url: URL, why: string) => new TerminalError(`url: ${url.origin} ${why}`);
const failed = (url: URL, why: string) => new RetryableError(`url: ${url.origin} ${why}`);
