/** What an operator decides for the auth service. */
export interface AuthSettings {
  /** Signs cookies and encrypts the signing keys; undefined: the installation makes its own. */
  readonly secret: string | undefined;
  readonly limitsRate: boolean;
  /** Where people reach the application, when its own address differs. */
  readonly publicUrl: URL | undefined;
  /** How many proxies of ours stand before the door, each adding to X-Forwarded-For. */
  readonly proxyHops: number;
}

/** As much as a hash of 256 bits in base64 has at least; a shorter one could be guessed. */
const secretCharactersMin = 32;
/** More proxies in a row than any installation has: a larger number is a mistake. */
const proxyHopsMax = 10;

/** Parses the service's own variables. Throws an error that names the variable. */
export function authSettings(
  variables: Readonly<Record<string, string | undefined>>,
): AuthSettings {
  return {
    secret: secretOf(variables.AUTH_SECRET),
    limitsRate: limitsRate(variables.RATE_LIMIT),
    publicUrl: publicUrlOf(variables.PUBLIC_URL),
    proxyHops: proxyHopsOf(variables.PROXY_HOPS),
  };
}

function secretOf(setting: string | undefined): string | undefined {
  if (setting === undefined || setting.length >= secretCharactersMin) return setting;
  // The value stays out of the message: messages end in logs.
  throw wrong("AUTH_SECRET", `use at least ${secretCharactersMin} characters, or leave it out`);
}

function limitsRate(setting: string | undefined): boolean {
  if (setting === undefined || setting === "on") return true;
  if (setting === "off") return false;
  throw wrong("RATE_LIMIT", `"${setting}" is unknown; use "on" or "off"`);
}

function publicUrlOf(setting: string | undefined): URL | undefined {
  if (setting === undefined) return undefined;
  const url = URL.canParse(setting) ? new URL(setting) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw wrong("PUBLIC_URL", `"${setting}" is no address; use one like "https://nudge.example"`);
}

function proxyHopsOf(setting: string | undefined): number {
  if (setting === undefined) return 0;
  const hops = /^\d{1,2}$/.test(setting) ? Number(setting) : Number.NaN;
  if (hops <= proxyHopsMax) return hops;
  throw wrong("PROXY_HOPS", `"${setting}" is no count; use a whole number, 0 to ${proxyHopsMax}`);
}

const wrong = (variable: string, why: string) => new Error(`auth: ${variable}: ${why}`);
