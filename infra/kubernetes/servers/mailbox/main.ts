// A mail server that delivers nothing: it keeps the newest mails, and shows them as JSON at "/".
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const ports = { smtp: 1_025, page: 8_025 };
/** Whoever looks wants the last ones; older ones only cost memory. */
const mailsMax = 200;
const mailBytesMax = 1 << 20;
const mails: Mail[] = [];

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  size: mailBytesMax,
  onData(stream, { envelope }, done) {
    text(stream).then((content) => {
      const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
      mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), text: content });
      mails.splice(0, mails.length - mailsMax);
      done();
    }, done);
  },
});
smtp.on("error", (error) => console.error(error.message));
smtp.listen(ports.smtp);

const page = createServer((incoming, outgoing) => {
  const isProbe = incoming.url === "/livez" || incoming.url === "/readyz";
  outgoing.setHeader("content-type", "application/json");
  outgoing.end(isProbe ? "{}" : JSON.stringify(mails));
}).listen(ports.page);

process.once("SIGTERM", () => {
  page.close();
  smtp.close();
  page.closeAllConnections();
});
