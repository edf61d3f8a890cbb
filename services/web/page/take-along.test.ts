import { describe, expect, test } from "vitest";
import { type ListFile, listFileOf } from "./list-file.ts";
import { Refusal } from "./problem.ts";
import { type Steps, takeAlong } from "./take-along.ts";

const list = listFileOf({ version: 1, tasks: [{ title: "Tea" }], recurring_tasks: [] });
const nothing = listFileOf({ version: 1, tasks: [], recurring_tasks: [] });
const hasAList = new Refusal(409, "export it", {}, "GUEST_HAS_A_LIST");
const wrongPassword = new Refusal(401, "wrong");
const away = new Refusal(503, "away");

interface Given {
  readonly as: "guest" | "nobody";
  readonly list?: ListFile;
  /** The step, as `did` names it, that is refused. */
  readonly refused?: string;
  readonly with?: Refusal;
}

/** What was done until it ended, and where the list is then. */
async function journey({ as, list: given = list, refused, with: refusal = away }: Given) {
  const did: string[] = [];
  const places = new Set(as === "guest" ? ["guest"] : []);
  let who: string = as;
  const step = (name: string) => {
    did.push(name);
    if (name === refused) throw refusal;
  };
  const steps: Steps = {
    async signIn() {
      step(`sign in as ${who}`);
      if (who === "guest") throw hasAList;
      who = "member";
    },
    async readList() {
      step("read");
      return given;
    },
    pack() {
      step("pack");
      places.add("browser");
    },
    async signOut() {
      step("sign out");
      who = "nobody";
      places.delete("guest");
    },
    async bringIn() {
      did.push("bring in");
      if (refused === "bring in" || !places.delete("browser")) return;
      places.add("member");
    },
  };
  const thrown = await takeAlong(steps).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { did, thrown, places: [...places], who };
}

describe("a guest who enters an account", () => {
  test("has the list read and kept before he leaves, and brought in afterwards", async () => {
    expect(await journey({ as: "guest" })).toEqual({
      did: ["sign in as guest", "read", "pack", "sign out", "sign in as nobody", "bring in"],
      thrown: undefined,
      places: ["member"],
      who: "member",
    });
  });

  test("without a list has nothing to pack", async () => {
    const { did, who } = await journey({ as: "guest", list: nothing });
    expect(did).not.toContain("pack");
    expect(who).toBe("member");
  });

  test("stays the guest after a wrong password, and nothing else was tried", async () => {
    const refused = "sign in as guest";
    expect(await journey({ as: "guest", refused, with: wrongPassword })).toEqual({
      did: ["sign in as guest"],
      thrown: wrongPassword,
      places: ["guest"],
      who: "guest",
    });
  });

  test.each([
    ["read", ["guest"], "guest"],
    ["pack", ["guest"], "guest"],
    ["sign out", ["guest", "browser"], "guest"],
    ["sign in as nobody", ["browser"], "nobody"],
  ])("still has the list when to %s is refused", async (refused, places, who) => {
    expect(await journey({ as: "guest", refused })).toMatchObject({ thrown: away, places, who });
  });

  test("still has the list in the browser when it cannot be brought in", async () => {
    const { places, who } = await journey({ as: "guest", refused: "bring in" });
    expect({ places, who }).toEqual({ places: ["browser"], who: "member" });
  });
});

test("who is nobody yet signs in, and has brought in what still waits", async () => {
  expect((await journey({ as: "nobody" })).did).toEqual(["sign in as nobody", "bring in"]);
});
