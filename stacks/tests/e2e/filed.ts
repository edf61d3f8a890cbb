import { expect, vi } from "vitest";
import { type Person, wholeTrail } from "./person.ts";

/** Events arrive moments after their change; what takes so long does not arrive. */
const patience = { timeout: 20_000, interval: 20 };

/** Waits until a person's trail has exactly so many entries, without a gap. */
export const filed = (person: Person, entries: number): Promise<void> =>
  vi.waitFor(async () => {
    const { complete, last_seq } = await wholeTrail(person);
    expect({ complete, last_seq }).toEqual({ complete: true, last_seq: entries });
  }, patience);
