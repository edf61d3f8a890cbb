import { describe, expect, test } from "vitest";
import { application, callersOf, publishable } from "./application.ts";
import { type ServiceInput, type Subscription, service } from "./service.ts";
import type { Topic } from "./topic.ts";

const topic = (name: string, more: Partial<Topic> = {}): Topic => ({
  name,
  stream: "sales",
  schemaVersion: "1.0",
  schema: {},
  retention: "7d",
  summary: "",
  parse: (json) => json,
  attributes: () => ({ id: "1", subject: "s", key: "k", sequence: 1 }),
  ...more,
});
const sold = topic("sold");
const aside = topic("aside");
const reads = (of: Topic, more: Partial<Subscription> = {}): Subscription => ({
  topic: of,
  retry: { retries: 5, pause: "1s" },
  deadLetter: aside,
  audience: "one-replica",
  batch: 1,
  ...more,
});
const shop = (more: Partial<ServiceInput> = {}) =>
  service({ id: "shop", summary: "", publishes: [sold], ...more });
const bank = (more: Partial<ServiceInput> = {}) => service({ id: "bank", summary: "", ...more });

describe("an application that holds together", () => {
  const app = application(
    shop({ invokes: ["bank"] }),
    bank({ subscribes: [reads(sold), reads(aside, { deadLetter: "none" })] }),
  );

  test("its topics are those somebody publishes or sets aside in, sorted", () => {
    expect(app.topics.map(({ name }) => name)).toEqual(["aside", "sold"]);
  });

  test("a service may publish its own topics and set aside what it reads", () => {
    expect(app.services.map((s) => publishable(s).map(({ name }) => name))).toEqual([
      ["sold"],
      ["aside"],
    ]);
  });

  test("callers are those that declare it", () => {
    expect(callersOf(app, "bank")).toEqual(["shop"]);
    expect(callersOf(app, "shop")).toEqual([]);
  });

  test("what a service leaves out it does not have", () => {
    expect(service({ id: "bare", summary: "Nothing." })).toEqual({
      id: "bare",
      summary: "Nothing.",
      publishes: [],
      subscribes: [],
      invokes: [],
      state: [],
      jobs: [],
      bindings: [],
      egress: { hosts: [] },
      secrets: [],
      exposes: { kind: "nothing" },
      load: { requestsPerSecond: 50, memoryMiB: 128 },
    });
  });
});

const cron = { kind: "cron", name: "tick", every: "1m" } as const;

/** Each is wrong in exactly one way. */
const wrong: readonly [problem: string, ...services: ReturnType<typeof shop>[]][] = [
  ['Shop.id: use 1 to 40 of a-z, 0-9 and "-"', shop({ id: "Shop" })],
  ['shop.state: "a" is there twice', shop({ state: ["a", "a"] })],
  ['shop.bindings: "tick" is there twice', shop({ bindings: [cron, cron] })],
  [
    "shop.load.memoryMiB: must be more than 0",
    shop({ load: { requestsPerSecond: 1, memoryMiB: 0 } }),
  ],
  [
    'bank.subscribes["sold"].retry.retries: 1 to 20',
    shop(),
    bank({ subscribes: [reads(sold, { retry: { retries: 0, pause: "1s" } })] }),
  ],
  [
    'bank.subscribes["sold"].batch: 1 to 1000',
    shop(),
    bank({ subscribes: [reads(sold, { batch: 1_001 })] }),
  ],
  [
    'bank.subscribes["sold"].deadLetter: an event that fails there would come back for ever; say "none"',
    shop(),
    bank({ subscribes: [reads(sold, { deadLetter: sold })] }),
  ],
  [
    'bank.subscribes["sold"].batch: one bad event would block the rest; it needs a deadLetter',
    shop(),
    bank({ subscribes: [reads(sold, { deadLetter: "none", batch: 2 })] }),
  ],
  ["bank.id: declared twice", bank(), bank()],
  ["shop.invokes: a service does not call itself", shop({ invokes: ["shop"] })],
  ['shop.invokes: "bnak" does not exist', shop({ invokes: ["bnak"] })],
  ['shop, bank: only one service may publish "sold"', shop(), bank({ publishes: [sold] })],
  ['bank.subscribes: nobody publishes "sold"', bank({ subscribes: [reads(sold)] })],
  [
    'bank.subscribes: two contracts are called "sold"',
    shop(),
    bank({ subscribes: [reads(topic("sold"))] }),
  ],
  [
    'shop.publishes: "brief".retention is under 7d',
    shop({ publishes: [topic("brief", { retention: "6d" })] }),
  ],
  [
    'bank.exposes.paths: "/pay" is already the door of "shop"',
    shop({ exposes: { kind: "http", paths: ["/pay"] } }),
    bank({ exposes: { kind: "websocket", paths: ["/pay"] } }),
  ],
];

describe("an application that is wrong", () => {
  test.each(wrong)("%s", (problem, ...services) => {
    expect(() => application(...services)).toThrow(
      new Error(`The application model is wrong:\n- ${problem}`),
    );
  });

  test.each<[string, Partial<ServiceInput>]>([
    ["state", { state: ["A b"] }],
    ["jobs", { jobs: ["-a"] }],
    ["secrets", { secrets: ["a_b"] }],
    ["egress.hosts", { egress: { hosts: ["localhost"] } }],
    ["exposes.paths", { exposes: { kind: "http", paths: ["orders"] } }],
    ["publishes", { publishes: [topic("Sold!")] }],
  ])("a name in %s that the platform would refuse is refused", (field, more) => {
    expect(() => application(shop(more))).toThrow(
      new RegExp(`- shop\\.${field.replace(".", "\\.")}: ".+" does not match`),
    );
  });

  test.each(["*", "api.example.com", "*.example.com"])("%s is a host to reach", (host) => {
    expect(() => application(shop({ egress: { hosts: [host] } }))).not.toThrow();
  });

  test("all problems are said at once", () => {
    const both = () => application(shop({ invokes: ["nobody"] }), bank({ jobs: ["a", "a"] }));
    expect(both).toThrow(
      new Error(
        'The application model is wrong:\n- bank.jobs: "a" is there twice\n' +
          '- shop.invokes: "nobody" does not exist',
      ),
    );
  });
});
