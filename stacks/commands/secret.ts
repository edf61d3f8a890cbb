import { text } from "node:stream/consumers";
import { nextCertificates } from "../dapr-certificates.ts";
import { announce, runVerb, VerbError, withOwnStack } from "../verb.ts";
import { type SecretRequest, secretRequest } from "./secret-request.ts";

/**
 * `npm run secret -- STACK KEY < FILE`: puts a secret, encrypted, into the values of a stack. It
 * comes by standard input, for an argument would stand in the shell's history.
 * `npm run secret -- dapr-certificates STACK [--new-root] [--days DAYS]`: makes the certificates by
 * which sidecars know each other, or the next ones, and puts them there.
 */
async function main(words: readonly string[]): Promise<number> {
  const request = secretRequest(words);
  if (typeof request === "string") throw new VerbError(request);
  const key = `nudge:${request.key}`;
  const given = request.kind === "given" ? await fromInput(request) : "";
  announce(`config set --secret ${key} --stack ${request.stack}`);
  await withOwnStack(request.stack, async (opened) => {
    const value =
      request.kind === "given"
        ? given
        : JSON.stringify(
            nextCertificates((await opened.getAllConfig())[key]?.value, request, new Date()),
          );
    await opened.setConfig(key, { value, secret: true });
  });
  if (request.kind === "certificates") console.log(`then: npm run up -- ${request.stack}`);
  return 0;
}

async function fromInput({ key }: SecretRequest): Promise<string> {
  if (process.stdin.isTTY) console.log(`${key}: type it, then a line end and Ctrl-D`);
  const value = (await text(process.stdin)).trim();
  if (value === "") throw new VerbError(`${key}: nothing came by standard input`);
  return value;
}

await runVerb("secret", () => main(process.argv.slice(2)));
