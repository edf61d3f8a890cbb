import { expect, test } from "vitest";
import { programs } from "../programs.ts";
import { goArguments } from "./go.ts";

test("a program is built as its release is, and resolves nothing anew", () => {
  const way = programs.daprd.ways[1];
  if (way?.kind !== "go") throw new Error("daprd is not built");
  expect(goArguments(way, "/cache/bin/daprd")).toEqual([
    "build",
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    "-tags=allcomponents",
    "-ldflags=-s -w" +
      " -X github.com/dapr/dapr/pkg/buildinfo.gitcommit=d2dd3747145e38e4d85db4714e26d7569c9c37db" +
      " -X github.com/dapr/dapr/pkg/buildinfo.gitversion=v1.18.2" +
      " -X github.com/dapr/dapr/pkg/buildinfo.version=1.18.2" +
      " -X github.com/dapr/kit/logger.DaprVersion=1.18.2",
    "-o",
    "/cache/bin/daprd",
    "github.com/dapr/dapr/cmd/daprd",
  ]);
});

test("without tags and variables, none are named", () => {
  const way = { kind: "go", module: "hello", package: "./cmd/hello", tags: [] } as const;
  expect(goArguments(way, "/out")).toEqual([
    "build",
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags=-s -w",
    "-o",
    "/out",
    "./cmd/hello",
  ]);
});
