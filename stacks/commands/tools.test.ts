import { describe, expect, test } from "vitest";
import type { ToolchainPorts } from "../../infra/toolchain/making.ts";
import { table, tools } from "./tools.ts";

const ports: ToolchainPorts = {
  cache: "/nowhere",
  sources: "/nowhere",
  platform: "linux-x64",
  report: () => undefined,
  signal: new AbortController().signal,
};
const refused = (...args: string[]) => expect(tools(args, ports, () => undefined)).rejects;

describe("a command that cannot be carried out says what can", () => {
  test.each([
    [[]],
    [["install"]],
    [["list", "daprd"]],
    [["ensure"]],
    [["ensure", "--all", "daprd"]],
  ])("%j", async (args) => {
    await refused(...args).toThrow("use: npm run tools -- list | ensure <name> ... | ensure --all");
  });

  test("a name that is not in the list is refused before anything is made", async () => {
    await refused("ensure", "daprd", "dapr", "kafak").toThrow(
      /^there is no dapr, kafak; there are daprd, scheduler, /,
    );
  });
});

test("a table has one line a program, and its columns stand under each other", () => {
  expect(
    table([
      { name: "daprd", version: "1.18.2", state: "absent", way: "download, go" },
      {
        name: "helm",
        version: "3.22.0",
        state: "ready",
        way: "go",
        bytes: 61_624_482,
        where: "/cache/helm/3.22.0-aee55d48a658",
      },
    ]),
  ).toEqual([
    "NAME   VERSION  STATE   WAY           SIZE   WHERE",
    "daprd  1.18.2   absent  download, go",
    "helm   3.22.0   ready   go            62 MB  /cache/helm/3.22.0-aee55d48a658",
  ]);
});
