import { expect, test } from "vitest";
import { manifests } from "../../../components/render/manifests.ts";
import { app } from "../../../services/catalogue.ts";
import { environmentOf } from "../../environments.ts";
import { objectNames } from "./objects.ts";

const names = objectNames();

test.each(Object.keys(names))("names of objects change only on purpose: %s", async (owner) => {
  // On purpose: `npm test -- stacks/tests/golden --update`, and a look at what refers to them.
  const text = `${JSON.stringify(names[owner], undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`./objects/${owner}.golden.json`);
});

test("every object is among them", () => {
  const all = manifests(app, environmentOf("prod")).map(
    ({ kind, metadata }) => `${kind}/${metadata.name}`,
  );
  expect(new Set(Object.values(names).flat())).toEqual(new Set(all));
});
