import { describe, expect, test } from "vitest";
import { asyncApi } from "./asyncapi.ts";
import { shop } from "./testing/a-shop.ts";
import { topology } from "./topology.ts";

describe("the document of events", () => {
  const document = asyncApi(shop, "Shop events", "1.0.0");

  test("each topic is a channel with its message and its schema", () => {
    expect(Object.keys(document.channels)).toEqual(["order.paid", "order.placed", "set-aside"]);
    expect(document.channels["order.paid"]).toEqual({
      address: "order.paid",
      description: "order.paid happened. Kept for 14d.",
      messages: { "order.paid": { $ref: "#/components/messages/order.paid" } },
    });
    expect(document.components.schemas["order.paid"]).toEqual({ type: "object" });
  });

  test("who sends and who reads are operations", () => {
    expect(Object.keys(document.operations)).toEqual([
      "counter-send-order.placed",
      "counter-send-order.paid",
      "kitchen-receive-order.placed",
      "kitchen-receive-order.paid",
      "kitchen-receive-set-aside",
    ]);
  });

  test("each reference leads somewhere", () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(references.length).toBeGreaterThan(10);
    for (const path of references) expect(document).toHaveProperty(path.split("/"));
  });
});

describe("the topology", () => {
  const text = topology(shop);

  test("events are solid arrows with their topics, calls are dotted", () => {
    expect(text).toContain('  counter -->|"order.placed<br/>order.paid"| kitchen\n');
    expect(text).toContain("  counter -.-> till\n");
  });

  test("a topic nobody owns comes from whoever sets an event aside", () => {
    expect(text).toContain('  set-aside -->|"set-aside"| kitchen\n');
    expect(text).toContain(
      "| set-aside | set-aside happened. | whoever sets an event aside | kitchen | 30d |\n",
    );
  });

  test("each service has a row", () => {
    expect(text).toContain("| counter | Takes orders. | order | /orders |\n");
    expect(text).toContain("| till | Takes money. |  |  |\n");
  });
});
