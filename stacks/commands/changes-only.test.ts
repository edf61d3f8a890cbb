import { expect, test } from "vitest";
import { changesOnly } from "./changes-only.ts";

const heard = (...pieces: readonly string[]) => {
  let all = "";
  const say = changesOnly((text) => {
    all += text;
  });
  for (const piece of pieces) say(piece);
  return all;
};

test("what was found as it was is not told", () => {
  const looks = [
    " ~  kubernetes:core/v1:Service web refreshing (0s) ",
    " ~  kubernetes:core/v1:Service web refresh (0.01s) ",
    " ~  platform:index:Dapr dapr refreshing ",
    " ~  platform:index:Dapr dapr refresh",
    "    kubernetes:dapr.io/v2alpha1:Subscription audit-task-created  ",
  ];
  expect(heard(`Updating (test):\n${looks.join("\n")}\n\n`)).toBe("Updating (test):\n\n");
});

test("what has become otherwise is told, and all that follows from it", () => {
  const told = [
    " ~  kubernetes:apps/v1:Deployment chat refresh (0.21s) [diff: ~spec]",
    " -  kubernetes:core/v1:Service web refresh (0.10s) [diff: ~metadata]",
    " +  kubernetes:core/v1:Service web created (0.17s) ",
    "    error: the refresh",
    '    application : "http://nudge.test"',
    '        [0]: "npm run outputs -- test"',
    "    pulumi:pulumi:Stack nudge-test warning: nudge:secrets: is without sms/auth-token",
    "    217 unchanged",
    "    warning: refreshing failed",
    "",
  ].join("\n");
  expect(heard(told)).toBe(told);
});

test("a line may come in pieces", () => {
  expect(heard("Resour", "ces:\n ~  a:b:C c refre", "shing \n    217 unchanged\n")).toBe(
    "Resources:\n    217 unchanged\n",
  );
});
