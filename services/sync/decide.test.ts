import { describe, expect, test } from "vitest";
import { seeded } from "../shared/kit/testing/seeded.ts";
import { type Answer, answered, checked, heardOf, opened, type Step } from "./decide.ts";

const change = (seq: number) => ({ seq, event_type: "task.updated", aggregate_id: `t${seq}` });
const changes = (...seqs: readonly number[]) => seqs.map(change);
const answer = (seq: number, seqs: readonly number[] = [], reset = false): Answer => ({
  seq,
  changes: changes(...seqs),
  reset,
});
const said = ({ frames }: Step) =>
  frames.map((frame) => (frame.type === "error" ? frame.type : `${frame.type} ${frame.seq}`));

/** A stream that was told everything up to a position. */
const standingAt = (seq: number) => answered(opened(undefined).stream, answer(seq)).stream;

describe("the first answer", () => {
  test.each<[string, number | undefined, Answer, string[]]>([
    ["without a cursor begins at the end", undefined, answer(7), ["ready 7"]],
    ["with a cursor tells what follows", 5, answer(7, [6, 7]), ["ready 7", "change 6", "change 7"]],
    ["at the end tells nothing", 7, answer(7), ["ready 7"]],
    ["past the end resets", 9, answer(7, [], true), ["ready 7", "reset 7"]],
    ["too far back resets", 1, answer(900, [], true), ["ready 900", "reset 900"]],
    ["of an empty log", 0, answer(0), ["ready 0"]],
  ])("%s", (_title, cursor, given, expected) => {
    const first = opened(cursor);

    expect(first).toMatchObject({ frames: [], ask: cursor ?? 0 });
    expect(said(answered(first.stream, given))).toEqual(expected);
  });

  test("that is older than what was heard meanwhile is asked on", () => {
    const waiting = heardOf(opened(undefined).stream, change(8));
    const step = answered(waiting.stream, answer(7));

    expect(said(waiting)).toEqual([]);
    expect(said(step)).toEqual(["ready 7"]);
    expect(step.ask).toBe(7);
  });
});

describe("an update", () => {
  test("that is the next one is sent at once", () => {
    const step = heardOf(standingAt(3), change(4));

    expect(said(step)).toEqual(["change 4"]);
    expect(step.ask).toBeUndefined();
  });

  test.each([1, 3])("that was told already (%i) is dropped", (seq) => {
    expect(heardOf(standingAt(3), change(seq))).toEqual({ stream: standingAt(3), frames: [] });
  });

  test("behind a gap asks for what lies between, once", () => {
    const gap = heardOf(standingAt(3), change(6));
    const more = heardOf(gap.stream, change(7));

    expect([said(gap), gap.ask]).toEqual([[], 3]);
    expect([said(more), more.ask]).toEqual([[], undefined]);
    const filled = answered(more.stream, answer(7, [4, 5, 6, 7]));
    expect(said(filled)).toEqual(["change 4", "change 5", "change 6", "change 7"]);
    expect(filled.ask).toBeUndefined();
  });

  test("keeps the trace of its request", () => {
    const { frames } = heardOf(standingAt(3), { ...change(4), trace_id: "abc" });

    expect(frames).toMatchObject([{ trace_id: "abc" }]);
  });
});

describe("an owner", () => {
  test("who answers with a hole is asked again from before it", () => {
    const gap = heardOf(standingAt(3), change(6));
    const step = answered(gap.stream, answer(6, [4, 6]));

    expect([said(step), step.ask]).toEqual([["change 4"], 4]);
  });

  test("who keeps silent about what others announced is not asked for ever", () => {
    let step = heardOf(standingAt(3), change(6));
    let asked = 0;
    while (step.ask !== undefined && asked < 10) {
      asked++;
      step = answered(step.stream, answer(3));
    }

    expect(asked).toBe(3);
    expect(said(step)).toEqual(["reset 6"]);
  });

  test("who resets while more is heard is asked for what came after", () => {
    const gap = heardOf(standingAt(3), change(900));
    const step = answered(heardOf(gap.stream, change(905)).stream, answer(900, [], true));

    expect(said(step)).toEqual(["reset 905"]);
  });

  test("is asked now and then, in case the last update was lost", () => {
    const look = checked(standingAt(3));

    expect(look.ask).toBe(3);
    expect(checked(look.stream).ask).toBeUndefined();
    expect(said(answered(look.stream, answer(4, [4])))).toEqual(["change 4"]);
  });
});

test("however updates are lost, doubled and mixed up, each position is told once and in order", () => {
  for (let seed = 0; seed < 300; seed++) {
    const chance = seeded(seed);
    const end = 1 + chance.below(30);
    let step = opened(0);
    const told: number[] = [];
    const note = (next: Step) => {
      step = next;
      for (const frame of next.frames) if (frame.type === "change") told.push(frame.seq);
    };
    let written = 0;
    let open = step.ask;
    while (written < end || open !== undefined) {
      if (open !== undefined && (written === end || chance.chance(0.5))) {
        const after = open;
        const all = Array.from({ length: written }, (_, i) => i + 1);
        note(
          answered(
            step.stream,
            answer(
              written,
              all.filter((seq) => seq > after),
            ),
          ),
        );
        open = step.ask;
        continue;
      }
      if (written < end) written++;
      const heard = chance.chance(0.3) ? 1 + chance.below(written) : written;
      if (chance.chance(0.8)) {
        note(heardOf(step.stream, change(heard)));
        open ??= step.ask;
      }
    }
    const last = checked(step.stream);
    const all = Array.from({ length: end }, (_, i) => i + 1);
    note(
      answered(
        last.stream,
        answer(
          end,
          all.filter((seq) => seq > (last.ask ?? 0)),
        ),
      ),
    );
    expect(told, `seed ${seed}`).toEqual(all);
  }
});
