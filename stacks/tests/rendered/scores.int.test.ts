import { expect, test } from "vitest";
import { ofKind } from "../../../components/render/manifests.ts";
import { everyObject } from "./every-object.ts";
import { criticisms } from "./kube-score.ts";

const all = everyObject();

test.each(all)("kube-score finds nothing critical in $stack on $cluster", async ({ objects }) => {
  expect(await criticisms(objects)).toEqual([]);
});

test("kube-score finds what was planted: no limit of memory, and the account of a machine", async () => {
  const [first] = all;
  const [good] = ofKind(first?.objects ?? [], "Deployment");
  if (first === undefined || good === undefined) throw new Error("there is no deployment");
  const { spec } = good.spec.template;
  const containers = spec.containers.map(({ resources: _, ...container }) => container);
  const securityContext = { ...spec.securityContext, runAsUser: 1_000 };
  const template = { ...good.spec.template, spec: { ...spec, securityContext, containers } };
  const bad = { ...good, spec: { ...good.spec, template } };
  const others = first.objects.filter((object) => object !== good);
  const found = (await criticisms([...others, bad])).join("\n");
  expect(found).toContain("container-resources: app Memory limit is not set");
  expect(found).toContain("container-security-context-user-group-id");
});
