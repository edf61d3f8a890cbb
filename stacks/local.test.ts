import { expect, test } from "vitest";
import { local, localWith } from "./local.ts";

test("without a mail server everything stays on the machine", () => {
  expect(localWith({})).toBe(local);
  expect(localWith({ SMTP_HOST: "" })).toBe(local);
});

test("a mail server is taken from the variables, its login as a secret", () => {
  const { outputs } = localWith({
    SMTP_HOST: "mail.example",
    SMTP_FROM: "nudge@example.org",
    SMTP_USER: "nudge",
    SMTP_PASSWORD: "hidden",
  });
  expect(outputs).toEqual({
    kind: "runtime",
    providers: {
      mail: {
        kind: "smtp",
        host: "mail.example",
        port: 587,
        from: "nudge@example.org",
        login: {
          user: { name: "SMTP_USER", key: "SMTP_USER" },
          password: { name: "SMTP_PASSWORD", key: "SMTP_PASSWORD" },
        },
      },
    },
  });
});

test("every variable that is missing or wrong is named at once", () => {
  const wrong = { SMTP_HOST: "mail.example", SMTP_PORT: "70000", SMTP_USER: "nudge" };
  expect(() => localWith(wrong)).toThrow(
    /SMTP_PORT="70000"[\s\S]*SMTP_FROM is missing[\s\S]*SMTP_USER and SMTP_PASSWORD go together/,
  );
});
