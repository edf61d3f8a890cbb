import { expect, test } from "vitest";
import type { Settings } from "../shared/contracts/api/settings.ts";
import { calledOff, claimed, type Job, type Outcome, read, settled, triggered } from "./decide.ts";
import { type Notices, nextDueMs, noNotices, notices } from "./notices.ts";
import {
  aReminder,
  aTask,
  aTriggered,
  berlinNights,
  given,
  nine,
  sms,
  webhook,
} from "./testing/given.ts";

const at = (iso: string) => Date.parse(iso);
const minute = 60_000;
const now = at(nine);
const down: Outcome = { kind: "failed", reason: "down", again: true };
const refused: Outcome = { kind: "failed", reason: "no", again: false };
const sent: Outcome = { kind: "sent" };

const fired = (settings: Settings, seen = aTriggered(), before: Notices = noNotices) =>
  triggered(before, seen, settings, now);

/** Claims that must give a job. */
function taken(before: Notices, settings: Settings, ms = now): { job: Job; notices: Notices } {
  const { job, notices: after } = claimed(before, settings, ms);
  if (!job) throw new Error("nothing was claimed");
  return { job, notices: after };
}

/** "channel status attempts" of each delivery of each notice. */
const states = (known: Notices) =>
  known.notices.flatMap(({ deliveries }) =>
    deliveries.map(({ channel, status, attempts }) => `${channel} ${status} ${attempts}`),
  );

test("without any setting a person has the reminder in the list, and nothing is to be sent", () => {
  const settings = given({ email: null });
  const after = fired(settings);
  expect(states(after)).toEqual(["in_app sent 1"]);
  expect(claimed(after, settings, now)).toEqual({ notices: after, job: undefined });
  expect(nextDueMs(after)).toBeUndefined();
});

test("a mail is noted as being sent before it is, and as sent after it", () => {
  const noted = taken(fired(given()), given());
  expect(noted.job).toMatchObject({ channel: "email", attempts: 1, notice: { id: `r1-${now}` } });
  expect(states(noted.notices)).toEqual(["in_app sent 1", "email sending 1"]);
  const after = settled(noted.notices, noted.job, sent, now + 50);
  expect(after.notices[0]?.deliveries[1]).toEqual({
    channel: "email",
    status: "sent",
    attempts: 1,
    next_at: null,
    sent_at: "2026-01-05T09:00:00.050Z",
    reason: null,
  });
  expect(claimed(after, given(), now + 1e9).job).toBeUndefined();
});

test("the same event again changes nothing, whatever has happened since", () => {
  const first = fired(given());
  expect(fired(given(), aTriggered(), first)).toBe(first);
  const { job, notices: noted } = taken(first, given());
  const done = settled(noted, job, sent, now);
  expect(fired(given(), aTriggered(), done)).toBe(done);
});

test("a reminder that was snoozed and fires again is another notice", () => {
  const later = aReminder({ at: "2026-01-05T09:15:00.000Z" });
  const again = aTriggered({ seq: 9, version: 4, reminder: later });
  const both = fired(given(), again, fired(given()));
  expect(both.notices.map(({ id }) => id)).toEqual([`r1-${now}`, `r1-${now + 15 * minute}`]);
});

test("the older of two firings of a reminder is not sent any more, also when it comes later", () => {
  const later = aReminder({ at: "2026-01-05T09:15:00.000Z" });
  const again = aTriggered({ seq: 9, version: 4, reminder: later });
  const inOrder = fired(given(), again, fired(given()));
  expect(states(inOrder)).toEqual([
    ...["in_app sent 1", "email canceled 0"],
    ...["in_app sent 1", "email waiting 0"],
  ]);
  const turned = fired(given(), aTriggered(), fired(given(), again));
  expect(states(turned)).toEqual(["in_app canceled 0", "in_app sent 1", "email waiting 0"]);
});

test("notices stand in the order of the log, whatever order their events come in", () => {
  const second = aTriggered({ seq: 9, reminder: aReminder({ id: "r2" }) });
  const both = fired(given(), aTriggered(), fired(given(), second));
  expect(both.notices.map(({ seq }) => seq)).toEqual([7, 9]);
});

test("all channels are tried when the person wants all, those that are switched off never", () => {
  const settings = given({ sms: { ...sms, enabled: false }, webhook, delivery: "all" });
  expect(states(fired(settings))).toEqual([
    "in_app sent 1",
    "email waiting 0",
    "webhook waiting 0",
  ]);
});

test("the person's order decides which channel is first", () => {
  const settings = given({ sms, webhook, order: ["webhook"] });
  const [notice] = fired(settings).notices;
  expect(notice?.deliveries.map(({ channel }) => channel)).toEqual(["in_app", "webhook"]);
  expect(notice?.fallback).toEqual(["email", "sms"]);
});

test("five tries in about an hour, then the next channel, then it has failed and shows why", () => {
  const settings = given({ sms });
  let known = fired(settings);
  const tries: string[] = [];
  for (let ms = now; ms <= now + 3 * 60 * minute; ms += minute) {
    for (
      let claim = claimed(known, settings, ms);
      claim.job;
      claim = claimed(known, settings, ms)
    ) {
      tries.push(`${claim.job.channel} ${(ms - now) / minute}`);
      known = settled(claim.notices, claim.job, down, ms);
    }
  }
  expect(tries).toEqual([
    ...["email 0", "email 1", "email 6", "email 21", "email 61"],
    ...["sms 61", "sms 62", "sms 67", "sms 82", "sms 122"],
  ]);
  expect(states(known)).toEqual(["in_app sent 1", "email failed 5", "sms failed 5"]);
  expect(known.notices[0]?.deliveries[2]?.reason).toBe("down");
});

test("a channel that will never work is given up at once", () => {
  const settings = given({ sms });
  const { job, notices: noted } = taken(fired(settings), settings);
  const after = settled(noted, job, refused, now);
  expect(states(after)).toEqual(["in_app sent 1", "email failed 1", "sms waiting 0"]);
  const next = taken(after, settings);
  expect(next.job.channel).toBe("sms");
  expect(settled(next.notices, next.job, sent, now).notices[0]?.fallback).toEqual([]);
});

test("a channel that was taken out of the settings since then gives way to the next", () => {
  const known = fired(given({ sms }));
  const { job, notices: after } = taken(known, given({ email: null, sms }));
  expect(job.channel).toBe("sms");
  expect(after.notices[0]?.deliveries[1]).toMatchObject({
    status: "failed",
    reason: "not set up any more",
  });
});

test("in quiet hours a message waits for their end, and the list has it at once", () => {
  const settings = given({ quiet_hours: berlinNights });
  const night = at("2026-01-05T23:00:00Z");
  const { job, notices: after } = claimed(fired(settings), settings, night);
  expect(job).toBeUndefined();
  expect(states(after)).toEqual(["in_app sent 1", "email waiting 0"]);
  expect(after.notices[0]?.deliveries[1]?.reason).toBe("quiet hours");
  expect(nextDueMs(after)).toBe(at("2026-01-06T06:00:00Z"));
  expect(claimed(after, settings, at("2026-01-06T05:59:59Z")).job).toBeUndefined();
  expect(taken(after, settings, at("2026-01-06T06:00:00Z")).job.channel).toBe("email");
});

test("a next try that falls into quiet hours waits too", () => {
  const settings = given({ quiet_hours: { from: "09:30", to: "12:00", timezone: "UTC" } });
  const { job, notices: noted } = taken(fired(settings), settings);
  const after = settled(noted, job, down, now + 29.5 * minute);
  expect(claimed(after, settings, now + 31 * minute).job).toBeUndefined();
});

test.each([
  ["urgent and allowed to break them", "urgent", true, "email"],
  ["urgent, which the person does not want to count", "urgent", false, undefined],
  ["of high priority only", "high", true, undefined],
] as const)("in quiet hours a task that is %s", (_, priority, urgent_breaks_quiet, expected) => {
  const settings = given({ quiet_hours: berlinNights, urgent_breaks_quiet });
  const known = fired(settings, aTriggered({ task: aTask({ priority }) }));
  expect(claimed(known, settings, at("2026-01-05T23:00:00Z")).job?.channel).toBe(expected);
});

test.each([
  ["its task", "t1"],
  ["the reminder", "r1"],
])("what waits is not sent when %s is called off", (_, about) => {
  const off = calledOff(fired(given({ sms })), { about, version: 3 }, true);
  expect(states(off)).toEqual(["in_app sent 1", "email canceled 0"]);
  expect(claimed(off, given({ sms }), now + 1e9).job).toBeUndefined();
  expect(calledOff(off, { about, version: 3 }, true)).toBe(off);
});

test("a call-off of another task, or of an older version, takes nothing away", () => {
  const known = fired(given());
  expect(calledOff(known, { about: "t2", version: 9 }, false)).toBe(known);
  expect(calledOff(known, { about: "t1", version: 2 }, false)).toBe(known);
});

test("a call-off that comes before its reminder keeps it from being sent", () => {
  const off = calledOff(noNotices, { about: "r1", version: 3 }, true);
  const after = fired(given(), aTriggered({ version: 2 }), off);
  expect(states(after)).toEqual(["in_app canceled 0"]);
  expect(claimed(after, given(), now).job).toBeUndefined();
});

test("a reminder that was set again after a call-off is sent", () => {
  const off = calledOff(noNotices, { about: "r1", version: 3 }, true);
  expect(states(fired(given(), aTriggered({ version: 5 }), off))).toContain("email waiting 0");
});

test("what is called off while it is on its way is not tried again", () => {
  const { job, notices: noted } = taken(fired(given({ sms })), given({ sms }));
  const off = calledOff(noted, { about: "t1", version: 3 }, true);
  expect(states(off)).toEqual(["in_app sent 1", "email sending 1"]);
  expect(states(settled(off, job, down, now))).toEqual(["in_app sent 1", "email canceled 1"]);
  expect(states(settled(off, job, sent, now))).toEqual(["in_app sent 1", "email sent 1"]);
  const lost = claimed(off, given({ sms }), now + 2 * minute);
  expect(lost.job).toBeUndefined();
  expect(states(lost.notices)).toEqual(["in_app sent 1", "email canceled 1"]);
});

test("a try that never reports back is made again under the same id, five times in all", () => {
  let known = fired(given());
  const ids: string[] = [];
  for (let ms = now; ms <= now + 30 * minute; ms += minute) {
    const claim = claimed(known, given(), ms);
    if (claim.job) ids.push(claim.job.notice.id);
    known = claim.notices;
  }
  expect(ids).toEqual(Array(5).fill(`r1-${now}`));
  expect(known.notices[0]?.deliveries[1]).toMatchObject({
    status: "failed",
    reason: "the last try did not report back",
  });
});

test("the late report of a try that was repeated counts when it is good, and only then", () => {
  const first = taken(fired(given()), given());
  const second = taken(first.notices, given(), now + 2 * minute);
  expect(settled(second.notices, first.job, down, now + 2 * minute)).toBe(second.notices);
  const done = settled(second.notices, first.job, sent, now + 2 * minute);
  expect(states(done)).toEqual(["in_app sent 1", "email sent 2"]);
  expect(settled(done, second.job, down, now + 3 * minute)).toBe(done);
});

test("the first reading counts", () => {
  const once = read(fired(given()), `r1-${now}`, now + 5);
  expect(once.notices[0]?.read_at).toBe("2026-01-05T09:00:00.005Z");
  expect(read(once, `r1-${now}`, now + 9)).toBe(once);
  expect(read(once, "r9-1", now)).toBe(once);
});

test("500 notices are kept, the open ones longest, and a dropped one does not come back", () => {
  const many = (from: number, to: number, before: Notices, settings: Settings) => {
    let known = before;
    for (let seq = from; seq <= to; seq++) {
      known = fired(settings, aTriggered({ seq, reminder: aReminder({ id: `r${seq}` }) }), known);
    }
    return known;
  };
  const open = many(1, 1, noNotices, given());
  const known = many(2, 501, open, given({ email: null }));
  expect(known.notices).toHaveLength(500);
  expect(known.notices.slice(0, 2).map(({ seq }) => seq)).toEqual([1, 3]);
  const again = aTriggered({ seq: 2, reminder: aReminder({ id: "r2" }) });
  expect(fired(given(), again, known)).toBe(known);
});

test("a hundred mails a day are enough for one address, and the next channel takes over", () => {
  const settings = given({ webhook });
  let known = noNotices;
  for (let seq = 1; seq <= 101; seq++) {
    known = fired(settings, aTriggered({ seq, reminder: aReminder({ id: `r${seq}` }) }), known);
  }
  const channels: string[] = [];
  for (
    let claim = claimed(known, settings, now);
    claim.job;
    claim = claimed(known, settings, now)
  ) {
    channels.push(claim.job.channel);
    known = settled(claim.notices, claim.job, sent, now);
  }
  expect(channels).toEqual([...Array(100).fill("email"), "webhook"]);
  const tomorrow = now + 24 * 60 * minute;
  const more = aTriggered({ seq: 102, reminder: aReminder({ id: "r102" }) });
  expect(taken(fired(settings, more, known), settings, tomorrow).job.channel).toBe("email");
});

test("500 notices of the largest size are one value of less than 1 MB", () => {
  const settings = given({ sms, webhook, push: { enabled: true }, delivery: "all" });
  let known = noNotices;
  for (let seq = 1; seq <= 500; seq++) {
    const id = `${seq}`.padStart(26, "r");
    const task = aTask({
      title: "\u{1F436}".repeat(200),
      due_date: nine,
      timezone: "Europe/Berlin",
    });
    known = fired(settings, aTriggered({ seq, task, reminder: aReminder({ id }) }), known);
  }
  const reason = "x".repeat(1_000);
  for (;;) {
    const { job, notices: noted } = claimed(known, settings, now);
    if (!job) break;
    known = settled(noted, job, { kind: "failed", reason, again: true }, now);
  }
  expect(Buffer.byteLength(JSON.stringify(known))).toBeLessThan(1_000_000);
  expect(notices.parse(JSON.parse(JSON.stringify(known)))).toEqual(known);
});
