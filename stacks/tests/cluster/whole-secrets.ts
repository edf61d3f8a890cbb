import { z } from "zod";
import type { Settings } from "../../settings.ts";

const listForm = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      type: z.string(),
      data: z.record(z.string(), z.string()).default({}),
    }),
  ),
});
/** What is shorter is found everywhere by chance. */
const charactersMin = 16;

/** Every secret value of a stack that stands: those it was given, and those that its cluster keeps. */
export async function secretsOf(
  { masterKey, brokerAdmin, daprCertificates }: Settings,
  kubectl: (args: readonly string[]) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const answer = await kubectl(["get", "secrets", "--all-namespaces", "--output", "json"]);
  const kept = listForm
    .parse(JSON.parse(answer))
    // Helm keeps what it installed there, packed: nothing in it can be read as it is.
    .items.filter(({ type }) => !type.startsWith("helm.sh/"))
    .flatMap(({ metadata: { namespace, name }, data }) =>
      Object.entries(data).map(
        ([key, value]) =>
          [`${namespace}/${name}/${key}`, Buffer.from(value, "base64").toString("utf8")] as const,
      ),
    )
    // Certificates are for everybody to see.
    .filter(([, value]) => value.length >= charactersMin && !value.includes("BEGIN CERTIFICATE"));
  return {
    masterKey,
    "brokerAdmin.password": brokerAdmin.password,
    ...(daprCertificates === undefined
      ? {}
      : { "daprCertificates.issuerKey": daprCertificates.issuerKey }),
    ...Object.fromEntries(kept),
  };
}
