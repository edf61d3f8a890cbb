import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** What reached the server. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly mail: Email;
  /** As it came over the wire. */
  readonly raw: string;
}

/** A mail server on a free port of this machine. */
export async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    ...options,
    onData(stream, { envelope }, done) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        const raw = Buffer.concat(pieces).toString("utf8");
        PostalMime.parse(raw).then((mail) => {
          const from = envelope.mailFrom ? envelope.mailFrom.address : "";
          received.push({ from, to: envelope.rcptTo.map(({ address }) => address), mail, raw });
          done();
        }, done);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port }: AddressInfo = addressOf(server);
  return {
    received,
    port: String(port),
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

function addressOf({ server }: SMTPServer): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it has no port");
  return address;
}
