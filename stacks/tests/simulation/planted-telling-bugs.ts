import type { PlantedBug } from "./planted-bugs.ts";

/** Mistakes on the way from a reminder that fired to its person, and in conversations. */
export const plantedTellingBugs: readonly PlantedBug[] = [
  {
    name: "a reminder whose event comes twice is told twice",
    file: "services/notification/decide.ts",
    from: "if (seq <= before.dropped_seq || before.notices.some((one) => one.id === id)) return before;",
    to: "if (seq <= before.dropped_seq) return before;",
  },
  {
    name: "a reminder that was snoozed is not told again",
    file: "services/notification/decide.ts",
    from: "before.notices.some((one) => one.id === id)) return before;",
    to: "before.notices.some((one) => one.reminder_id === reminder.id)) return before;",
  },
  {
    name: "a try that did not report back is never made again",
    file: "services/notification/decide.ts",
    from: "next_at: iso(nowMs + leaseMs),",
    to: "next_at: null,",
  },
  {
    name: "nobody is noted as waiting",
    file: "services/notification/events.ts",
    from: "await waiting.note(user);",
    to: "",
  },
  {
    name: "a person with more to be told is left out of the sweep",
    file: "services/notification/waiting.ts",
    from: "if (nextMs === undefined && clock.now() >= settledMs) return { people: others };",
    to: "if (clock.now() >= settledMs) return { people: others };",
  },
  {
    name: "each try has an id of its own",
    file: "services/notification/delivering.ts",
    from: `const messageOf = ({ notice, channel }: Job): Message => ({
  id: deliveryId(notice.id, channel),`,
    to: `const messageOf = ({ notice, channel, attempts }: Job): Message => ({
  id: [notice.id, channel, attempts].join("-"),`,
  },
  {
    name: "a try that succeeded is not noted",
    file: "services/notification/delivering.ts",
    from: "await notices.change(user, (before) => settled(before, job, outcome, clock.now()));",
    to: `if (outcome.kind === "failed") {
        await notices.change(user, (before) => settled(before, job, outcome, clock.now()));
      }`,
  },
  {
    name: "a replica overwrites what another one has written down",
    file: "services/shared/kit/grouped-writes.ts",
    from: '{ when: stored ? { etag: stored.etag } : "absent" }',
    to: '{ when: "none" }',
  },
  {
    name: "a reminder whose event comes twice is said twice in the chat",
    file: "services/chat/conversation/tell-reminder.ts",
    from: "memory.told.includes(event) || ",
    to: "",
  },
  {
    name: "a turn that is finished by another process is done again",
    file: "services/chat/conversation/turn.ts",
    from: "{memory.turn + 1}`;",
    to: "{clock.now()}`;",
  },
];
