import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { environmentOf } from "./environments.ts";
import { local } from "./local.ts";
import { clusterFiles, daprFiles } from "./rendering.ts";

describe("the files of a cluster", () => {
  const files = clusterFiles(environmentOf("prod"));

  test("hold one object each, below its kind, by its name", () => {
    for (const [path, text] of files) {
      const [folder = "", name = ""] = path.split("/");
      const content: unknown = parse(text);
      if (["secrets.yaml", "topics", "users"].includes(folder)) continue;
      expect(content).toMatchObject({ metadata: { name: name.replace(/\.yaml$/, "") } });
      expect(text).toMatch(new RegExp(`^kind: ${folder}$`, "im"));
    }
  });

  test("come sorted, and with topics and users as the broker is asked for them", () => {
    const paths = [...files.keys()];
    expect(paths).toEqual([...paths].sort((a, b) => (a < b ? -1 : 1)));
    expect(paths).toEqual(
      expect.arrayContaining([
        "topics/task.created.yaml",
        "users/task.yaml",
        "deployment/task.yaml",
      ]),
    );
  });

  test("name each secret that is needed; none of them would overwrite one", () => {
    expect(parse(files.get("secrets.yaml") ?? "")).toContainEqual({
      name: "task-app-token",
      key: "token",
    });
    for (const text of files.values()) expect(text).not.toMatch(/^kind: Secret$/m);
  });

  test("are the same every time", () => {
    expect([...clusterFiles(environmentOf("prod"))]).toEqual([...files]);
  });
});

test("topics and users are said once: as objects where an operator keeps them, else as lists", () => {
  const folders = (stack: "dev" | "prod") => {
    const all = [...clusterFiles(environmentOf(stack)).keys()].map((path) => path.split("/")[0]);
    return ["topic", "topics", "user", "users"].filter((folder) => all.includes(folder));
  };
  expect(folders("dev")).toEqual(["topic", "user"]);
  expect(folders("prod")).toEqual(["topics", "users"]);
});

test("the files of the embedded run are what Dapr is told, and no more", () => {
  const folders = [...daprFiles(local).keys()].map((path) => path.split("/")[0]);
  expect([...new Set(folders)]).toEqual([
    "component",
    "configuration",
    "resiliency",
    "subscription",
  ]);
});
