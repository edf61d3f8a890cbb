import { z } from "zod";

const id = z.string().min(1);
const instant = z.iso.datetime();
const times = { createdAt: instant, updatedAt: instant };

const person = {
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  image: z.string().nullish(),
  isAnonymous: z.boolean().nullish(),
  ...times,
};

/** The rows as they are stored; instants are ISO texts, which sort as they follow each other. */
export const models = {
  user: z.object({
    id,
    ...person,
    /** What a guest will be when his sign-up has got its email. */
    next: z.object(person).optional(),
  }),
  session: z.object({
    id,
    token: z.string().min(1),
    userId: id,
    expiresAt: instant,
    ipAddress: z.string().nullish(),
    userAgent: z.string().nullish(),
    ...times,
  }),
  account: z.object({
    id,
    accountId: z.string(),
    providerId: z.string(),
    userId: id,
    password: z.string().nullish(),
    ...times,
  }),
} as const;

export type Model = keyof typeof models;

export type UserRow = z.output<typeof models.user>;
export type SessionRow = z.output<typeof models.session>;
export type AccountRow = z.output<typeof models.account>;

/** A row of any model. */
export type Row = UserRow | SessionRow | AccountRow;

/** Whether the library's name of a model is one that is kept. */
export const isModel = (name: string): name is Model => Object.hasOwn(models, name);
