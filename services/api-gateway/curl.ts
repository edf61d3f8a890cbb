import { type Operation, pathExamples } from "./operation.ts";

/** The operation's example as a command for a shell that knows NUDGE and TOKEN. */
export function curlOf({ method, path, proof, query, request, group }: Operation): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathExamples[name] ?? "");
  const url = `"$NUDGE${place}${query ? `?${query.example}` : ""}"`;
  const keepsCookie = group === "Accounts" && method === "post";
  return [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}${url}`,
    ...(proof === "token" ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(keepsCookie ? ["-c cookies"] : []),
    ...(proof === "session" ? ["-b cookies"] : []),
    ...(request ? [`--json ${quoted(JSON.stringify(request.example))}`] : []),
  ].join(" \\\n  ");
}

/** A text as one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
