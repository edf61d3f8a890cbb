import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type CertificateArgs, issueCertificate } from "./certificate.ts";

const from = new Date("2026-01-31T12:00:00Z");
const authority = { kind: "authority" } as const;
const root = issueCertificate({ commonName: "a root", from, days: 3_650, use: authority });
const read = ({ certificate }: { readonly certificate: string }) =>
  new X509Certificate(certificate);
const signed = (args: Partial<CertificateArgs>) =>
  read(issueCertificate({ commonName: "one", from, days: 1, use: authority, ...args }, root));

describe("a certificate", () => {
  test("of a root is signed by itself, and may sign others", () => {
    const found = read(root);
    expect(found.verify(found.publicKey)).toBe(true);
    expect(found.checkIssued(found)).toBe(true);
    expect(found.ca).toBe(true);
    expect(found.subject).toBe("CN=a root");
  });

  test("that an authority signs, names it, and holds as long as was asked", () => {
    const issuer = signed({ organization: "Ours", commonName: "an issuer", days: 365 });
    expect(issuer.checkIssued(read(root))).toBe(true);
    expect(issuer.verify(read(root).publicKey)).toBe(true);
    expect(issuer.subject).toBe("O=Ours\nCN=an issuer");
    expect(issuer.issuer).toBe("CN=a root");
    expect(issuer.validFromDate.toISOString()).toBe("2026-01-31T11:45:00.000Z");
    expect(issuer.validToDate.toISOString()).toBe("2027-01-31T12:00:00.000Z");
  });

  test("of a server is for its hosts, and signs nothing", () => {
    const hosts = ["api.example", "127.0.0.1"];
    const server = signed({ use: { kind: "peer", as: ["server", "client"], hosts } });
    expect(server.ca).toBe(false);
    expect(server.subjectAltName).toBe("DNS:api.example, IP Address:127.0.0.1");
    expect(server.checkHost("other.example")).toBeUndefined();
    expect(server.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  });

  test("may hold beyond the year 2050, from which on years are written in four digits", () => {
    const old = signed({ days: 36_500 });
    expect(old.validToDate.toISOString()).toBe("2126-01-07T12:00:00.000Z");
  });

  test("is not signed with a key that is not the authority's", () => {
    const other = issueCertificate({ commonName: "other", from, days: 1, use: authority });
    const mixed = { certificate: root.certificate, key: other.key };
    expect(() =>
      issueCertificate({ commonName: "one", from, days: 1, use: authority }, mixed),
    ).toThrow("its key is another one");
  });

  test("has a number of its own", () => {
    const numbers = Array.from({ length: 20 }, () => signed({}).serialNumber);
    expect(new Set(numbers).size).toBe(20);
  });
});
