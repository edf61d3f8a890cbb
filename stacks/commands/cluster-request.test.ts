import { describe, expect, test } from "vitest";
import { requestOf } from "./cluster-request.ts";

test("what is not said is one node, called nudge, on what this machine has", () => {
  expect(requestOf(["up"], "own")).toEqual({ verb: "up", name: "nudge", nodes: 1, on: "own" });
  expect(requestOf(["status"], "minikube")).toEqual({ verb: "status", on: "minikube" });
});

test("everything can be said", () => {
  const args = ["up", "--nodes", "2", "--name", "other", "--on", "own"];
  expect(requestOf(args, "minikube")).toEqual({ verb: "up", name: "other", nodes: 2, on: "own" });
  expect(requestOf(["down", "--name", "other"], "own")).toMatchObject({ name: "other" });
});

describe("what makes no request is refused with what does", () => {
  test.each([
    [[], "no verb"],
    [["start"], 'there is no verb "start"'],
    [["up", "--nodes", "two"], '--nodes "two" is no number of machines'],
    [["up", "--nodes", "0"], '--nodes "0" is no number of machines'],
    [["down", "--nodes", "2"], "--nodes says nothing to down"],
    [["status", "--name", "x"], "--name says nothing to status"],
    [["up", "--on", "kind"], '--on "kind" is neither own nor minikube'],
    [["up", "now"], '"now" is too much'],
    [["up", "--size", "9"], "Unknown option '--size'"],
  ])("%j", (args, why) => {
    expect(() => requestOf(args, "own")).toThrow(why);
    expect(() => requestOf(args, "own")).toThrow("use: npm run cluster -- up");
  });
});
