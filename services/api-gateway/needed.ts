import type { Needed } from "../shared/kit/scope.ts";
import { operations } from "./operations.ts";

/** Each operation, its path as a pattern. */
const known = operations.map(({ method, path, scope }) => ({
  method: method.toUpperCase(),
  form: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  isPlain: !path.includes("{"),
  scope,
}));

/**
 * What a caller needs for a request. What the document does not list is for sessions only, so
 * that a new route is closed to API tokens until somebody has decided about it.
 */
export function neededFor(method: string, path: string): Needed {
  // HEAD is GET whose body the door keeps to itself.
  const asked = method === "HEAD" ? "GET" : method;
  const fitting = known.filter((one) => one.method === asked && one.form.test(path));
  // "/api/tasks/bulk" fits "/api/tasks/{id}", too: the plain one is meant.
  return (fitting.find(({ isPlain }) => isPlain) ?? fitting[0])?.scope ?? "session";
}
