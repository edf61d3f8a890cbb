import { createTransport } from "nodemailer";
import { messageOf } from "./json.ts";

/** What an app asks of an output binding. */
export interface Output {
  readonly operation: string;
  readonly data: unknown;
  readonly metadata: Metadata;
}

type Metadata = Readonly<Record<string, string>>;

/** What became of an output: it stays on this machine, it is gone, or it failed. */
export type Passage =
  | { readonly kind: "kept" }
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly why: string };

/** Together below the 15 s after which an app gives its sidecar up. */
const connectWithinMs = 4_000;
const answerWithinMs = 6_000;
/** The port on which TLS begins at once, as Dapr 1.18 has it. */
const tlsPort = 465;
const [priorityMin, priorityUsual, priorityMax] = [1, 3, 5];
const between = ";";

/**
 * Sends a mail as Dapr's `bindings.smtp` does: the request's metadata over the component's. Beside
 * HTML it also knows a `text` and a `messageId`, which Dapr leaves out without a word. A component
 * without a `host` keeps its mails on this machine.
 */
export async function passMail(component: Metadata, { data, ...asked }: Output): Promise<Passage> {
  const metadata = { ...component, ...asked.metadata };
  const { emailFrom, emailTo, subject } = metadata;
  const isKept = !component.host;
  const missing = [
    ...(isKept ? [] : missingOf({ emailFrom })),
    ...missingOf({ emailTo }),
    ...missingOf({ subject }),
  ];
  const [field] = missing;
  if (field !== undefined) {
    const where = "not supplied in configuration- or request-metadata";
    return failed(`smtp binding error: ${field} property ${where}`);
  }
  const priority = Number(metadata.priority ?? priorityUsual);
  if (!Number.isInteger(priority) || priority < priorityMin || priority > priorityMax) {
    return failed(
      `smtp binding error: priority value must be between ${priorityMin} and ${priorityMax}`,
    );
  }
  if (isKept) return { kind: "kept" };
  const transport = transportTo(component);
  try {
    await transport.sendMail({
      from: emailFrom,
      to: addresses(emailTo),
      cc: addresses(metadata.emailCC),
      bcc: addresses(metadata.emailBCC),
      subject,
      headers: { "X-Priority": String(priority) },
      html: typeof data === "string" ? data : JSON.stringify(data),
      ...(metadata.text === undefined ? {} : { text: metadata.text }),
      ...(metadata.messageId === undefined ? {} : { messageId: metadata.messageId }),
    });
    return { kind: "gone" };
  } catch (thrown) {
    return failed(`error from smtp binding, sending email failed: ${messageOf(thrown)}`);
  } finally {
    transport.close();
  }
}

const failed = (why: string): Passage => ({ kind: "failed", why });

const missingOf = (fields: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(fields).flatMap(([name, value]) => (value ? [] : [name]));

/** As objects, so that no address, whatever is written in it, becomes two. */
const addresses = (list = "") =>
  list
    .split(between)
    .filter((address) => address.trim() !== "")
    .map((address) => ({ name: "", address: address.trim() }));

function transportTo({ host, port, user, password, skipTLSVerify }: Metadata) {
  return createTransport({
    host,
    port: Number(port),
    secure: Number(port) === tlsPort,
    // A password goes over the wire in plain only on this machine, as with Dapr.
    requireTLS: user !== undefined && !["127.0.0.1", "::1", "localhost"].includes(host ?? ""),
    tls: { rejectUnauthorized: skipTLSVerify !== "true" },
    ...(user ? { auth: { user, pass: password ?? "" } } : {}),
    connectionTimeout: connectWithinMs,
    greetingTimeout: connectWithinMs,
    socketTimeout: answerWithinMs,
    // What an app writes into a mail is text, and never the name of a file or of a page.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
