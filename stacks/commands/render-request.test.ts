import { expect, test } from "vitest";
import { renderRequest } from "./render-request.ts";

test.each<[string, ReturnType<typeof renderRequest>]>([
  ["prod --out here", { stack: "prod", cluster: undefined, folder: "here" }],
  ["--out here --cloud gke dev", { stack: "dev", cluster: "gke", folder: "here" }],
  ["local --out here", { stack: "local", cluster: undefined, folder: "here" }],
  ["", "which stack?"],
  ["staging --out here", 'there is no stack "staging"'],
  ["toString --out here", 'there is no stack "toString"'],
  ["dev prod --out here", 'one stack at a time; "prod" is too much'],
  ["dev --cloud moon --out here", 'there is no cluster "moon"'],
  ["local --cloud gke --out here", 'the stack "local" is on no cluster'],
  ["dev", "where to? say --out DIR"],
  ["dev --in here", "Unknown option '--in'"],
])("%j", (line, request) => {
  expect(renderRequest(line.split(" ").filter((word) => word !== ""))).toEqual(request);
});
