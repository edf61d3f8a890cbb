import { posix } from "node:path";
import type { HttpAnswer, HttpCall, Send } from "../../components/model/http.ts";
import { refusal } from "./answers.ts";
import { messageOf } from "./json.ts";
import type { Configuration, Resources } from "./resources.ts";

/** Where the runtime reaches an app, when it runs. */
export type AppOf = (app: string) => Send | undefined;

/** Calls a method of another app: `target` is `{path}?{query}` as it came, percent-encoded. */
export type Invoke = (
  caller: string,
  callee: string,
  target: string,
  call: HttpCall,
) => Promise<HttpAnswer>;

/** Service invocation, guarded by the callee's access control. */
export function invoking(
  resources: Resources,
  appOf: AppOf,
  appHeaders: Readonly<Record<string, string>>,
): Invoke {
  const failed = (status: number, callee: string, why: string) =>
    refusal(status, "ERR_DIRECT_INVOKE", `fail to invoke, id: ${callee}, err: ${why}`);

  return async (caller, callee, target, { method, headers, body }) => {
    const send = appOf(callee);
    if (!send) return failed(500, callee, "the app is not known or does not run");
    if (!isAllowed(resources.configurations, caller, callee)) {
      return failed(403, callee, `access control policy has denied access to ${caller}`);
    }
    const path = normalised(target);
    if (path === undefined)
      return failed(400, callee, "the path holds #, ?, a control character or a stray %");
    // The runtime's own headers last: no caller may pass for another.
    const passed = {
      ...headers,
      ...appHeaders,
      "dapr-caller-app-id": caller,
      "dapr-callee-app-id": callee,
    };
    try {
      return await send({ method, path, headers: passed, body });
    } catch (thrown) {
      return failed(500, callee, messageOf(thrown));
    }
  };
}

function isAllowed(
  configurations: readonly Configuration[],
  caller: string,
  callee: string,
): boolean {
  const guard = configurations.find((c) => c.metadata.name === callee)?.spec.accessControl;
  if (!guard) return true;
  // Wider than the renderer's literals, because a file may say the contrary.
  const own: string | undefined = guard.policies?.find((p) => p.appId === caller)?.defaultAction;
  const otherwise: string = guard.defaultAction;
  return (own ?? otherwise) === "allow";
}

/** No percent, no dot segment, no doubled or turned slash: nothing to take apart. */
const isPlain = (path: string) => !/[%\\]|\/\.|\/\//.test(path);

const reserved = /[#?\p{Cc}]/u;

/** The path with one layer of encoding undone, dot segments resolved, and encoded again. */
export function normalised(target: string): string | undefined {
  const mark = target.indexOf("?");
  const [path, query] = mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark)];
  const whole = path.startsWith("/") ? path : `/${path}`;
  if (isPlain(whole)) return whole + query;
  try {
    const decoded = decodeURIComponent(whole);
    // Dapr refuses these since GHSA-85gx-3qv6-4463: the peer could read the path another way.
    if (reserved.test(decoded)) return undefined;
    // A leading slash makes ".." stop at the root; a turned one would count as a slash in a URL.
    return encodeURI(posix.normalize(decoded.replaceAll("\\", "/"))) + query;
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined;
    throw thrown;
  }
}
