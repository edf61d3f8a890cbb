import type { UpdateSummary } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";

/** Which images a stack runs, as its values name them. */
export type ImageValue = z.output<typeof imageForm>;

/** An update that succeeded, and what it ran. */
export interface GoodUpdate {
  readonly image: ImageValue;
  readonly at: Date;
  /** The commit of the program, where the engine knew it. */
  readonly commit: string | undefined;
}

/** The key of a stack's values that names its images. */
export const imageKey = "nudge:image";

const imageForm = z.record(z.string(), z.string());

/** Updates of a stack, newest first, as far as they are needed. */
export type History = readonly Pick<
  UpdateSummary,
  "kind" | "result" | "endTime" | "config" | "environment"
>[];

/**
 * The newest update that succeeded with other images than the present ones: of a stack whose last
 * update failed what stands, of one whose last update was a mistake what stood before.
 */
export function lastGood(history: History, present: ImageValue): GoodUpdate | undefined {
  return history
    .filter(({ kind, result }) => kind === "update" && result === "succeeded")
    .map(({ config, endTime, environment }) => ({
      image: imageOf(config[imageKey]?.value ?? "{}"),
      at: endTime,
      commit: environment["git.head"],
    }))
    .find(({ image }) => "repository" in image && nameOf(image) !== nameOf(present));
}

/** Reads the value as the engine gives it: an object as JSON. */
export const imageOf = (value: string): ImageValue => imageForm.parse(JSON.parse(value));

/** An image in one word, as it is pulled. */
export const nameOf = ({ repository = "", tag, digest }: ImageValue): string =>
  digest === undefined ? `${repository}:${tag ?? ""}` : `${repository}@${digest}`;
