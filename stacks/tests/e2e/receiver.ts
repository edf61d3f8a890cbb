import { once } from "node:events";
import { createServer } from "node:http";

/** A server on this machine that counts who calls it, and answers all of them the same. */
export async function receiverThat(answers: {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    request.resume();
    response.writeHead(answers.status, answers.headers).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the port has no number");
  return {
    host: `127.0.0.1:${address.port}`,
    /** The path of each call, in their order. */
    paths,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
