import { describe, expect, test } from "vitest";
import { letterId } from "../../services/audit/dead-letter.ts";
import { anAudit, anEvent } from "../../services/audit/testing/an-audit.ts";
import { deadLetters } from "../../services/shared/contracts/dead-letters.ts";
import { type DlqPorts, dlq } from "./dlq.ts";

const sidecars = { "api-gateway": "http://127.0.0.1:1", task: "http://127.0.0.1:2" };
const auditPath = "http://127.0.0.1:1/v1.0/invoke/audit/method";

const letterOf = (seq: number, message = "cannot be read") =>
  deadLetters.parse({
    original: { ...anEvent(seq), partitionKey: "ada", topic: "task-events" },
    error: { name: "TerminalError", message },
    attempts: 6,
    consumer: "chat",
    first_seen: "2026-01-05T08:00:00Z",
  });

/** The command with the real service behind it, and what it published and printed. */
async function aDesk(...letters: readonly ReturnType<typeof letterOf>[]) {
  const audit = await anAudit();
  const takes = (letter: ReturnType<typeof letterOf>) =>
    audit.call("POST", "/events/dlq-events", { id: "x", type: "dlq-events", data: letter });
  for (const letter of letters) await takes(letter);
  const published: { readonly url: string; readonly body: unknown }[] = [];
  const printed: string[] = [];
  const tokens = new Set<string | null>();
  let publishStatus = 204;
  let failing: ReturnType<typeof letterOf> | undefined;
  const ports: DlqPorts = {
    runtime: { token: "t", sidecars },
    print: (line) => printed.push(line),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      tokens.add(request.headers.get("dapr-api-token"));
      if (url.startsWith(auditPath)) {
        return audit.running.fetch(
          new Request(`http://audit${url.slice(auditPath.length)}`, request),
        );
      }
      if (failing) await takes(failing);
      published.push({ url, body: JSON.parse(await request.text()) });
      const body = publishStatus === 204 ? null : '{"message":"broker is away"}';
      return new Response(body, { status: publishStatus });
    },
  };
  return {
    takes,
    published,
    printed,
    tokens,
    run: (...args: readonly string[]) => dlq(args, ports),
    /** What is published comes back as this letter before it can be marked. */
    failsAgain: (letter: ReturnType<typeof letterOf>) => {
      failing = letter;
    },
    brokerIsAway: () => {
      publishStatus = 500;
    },
    statusOf: async (id: string) =>
      Object((await audit.call("GET", `/dead-letters/${id}`)).body).status,
  };
}

const id = letterId(letterOf(1));

describe("npm run dlq", () => {
  test("lists letters as a table, with nothing that a terminal obeys", async () => {
    const desk = await aDesk(letterOf(1, "\u001b[2Jodd\nline"));
    await desk.run("list");

    expect(desk.printed).toHaveLength(2);
    expect(desk.printed[1]).toContain(`${id}  waiting`);
    expect(desk.printed.join("")).not.toMatch(/\p{Cc}/u);
    expect([...desk.tokens]).toEqual(["t"]);
  });

  test("replays the original event to its topic through the sidecar of its source", async () => {
    const desk = await aDesk(letterOf(1));
    await desk.run("replay", id);

    expect(desk.published).toMatchObject([
      {
        url: "http://127.0.0.1:2/v1.0/publish/pubsub/task-events?metadata.partitionKey=ada",
        body: { id: "ada:1", source: "task" },
      },
    ]);
    expect(await desk.statusOf(id)).toBe("replayed");
    await expect(desk.run("replay", id)).rejects.toThrow("replayed already");
  });

  test("says why an event that was replayed failed again at once", async () => {
    const desk = await aDesk(letterOf(1));
    desk.failsAgain({ ...letterOf(1, "still unreadable"), first_seen: "2026-01-05T09:00:00Z" });

    await expect(desk.run("replay", id)).rejects.toThrow(
      "the event failed again, 2 times in all (TerminalError: still unreadable)",
    );
    expect(await desk.statusOf(id)).toBe("waiting");
  });

  test("leaves a letter waiting when its event cannot be published", async () => {
    const desk = await aDesk(letterOf(1));
    desk.brokerIsAway();

    await expect(desk.run("replay", id)).rejects.toThrow("500 broker is away");
    expect(await desk.statusOf(id)).toBe("waiting");
  });

  test("replays all that wait, the oldest first", async () => {
    const desk = await aDesk(letterOf(1), letterOf(2), letterOf(3));
    await desk.run("drop", letterId(letterOf(2)));
    await desk.run("replay", "--all");

    expect(desk.published.map(({ body }) => Object(body).id)).toEqual(["ada:1", "ada:3"]);
    expect(desk.printed.at(-1)).toBe("2 of 2 replayed");
  });

  test.each([
    [["dance"], "use: npm run dlq"],
    [[], "use: npm run dlq"],
    [["show"], "id:"],
    [["show", "../x"], "id:"],
    [["drop", "--all"], "id:"],
    [["list", "x"], "use: npm run dlq"],
    [["show", "0000000000000000"], "404"],
  ])("%j is refused in one line", async (args, message) => {
    const desk = await aDesk();
    await expect(desk.run(...args)).rejects.toThrow(message);
    expect(desk.published).toEqual([]);
  });
});
