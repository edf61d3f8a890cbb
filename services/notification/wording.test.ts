import { expect, test } from "vitest";
import { decided, type Notice } from "./testing/a-notice.ts";
import { contentOf, htmlText, plainText, smsText } from "./wording.ts";

const contentOfTask = (given: Partial<Notice>) => contentOf(decided(given));

test("a message says what is due and when, on the clock of the task", () => {
  const content = contentOfTask({
    due_date: "2026-07-01T07:00:00.000Z",
    timezone: "Europe/Berlin",
  });
  expect(plainText(content)).toBe(
    "Reminder: Call mum\nDue 2026-07-01 at 09:00 (Europe/Berlin)\n\n" +
      "You asked Nudge to remind you of this.\n",
  );
  expect(smsText(content)).toBe("Reminder: Call mum. Due 2026-07-01 at 09:00 (Europe/Berlin)");
  expect(htmlText(content)).toContain('<p style="margin:0 0 16px">Due 2026-07-01 at 09:00');
});

test("a whole day has no time, and a task without a date says nothing of one", () => {
  expect(contentOfTask({ due_date: "2026-07-01" }).due).toBe("Due 2026-07-01");
  expect(smsText(contentOfTask({ due_date: null }))).toBe("Reminder: Call mum");
});

test("a title is text in HTML, whatever it looks like", () => {
  const html = htmlText(contentOfTask({ title: `<img src=x onerror="a()"> & 'b'` }));
  expect(html).toContain("&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; &#39;b&#39;");
  expect(html).not.toContain("<img");
});

test("nothing in a title begins a new line of a mail's header", () => {
  for (const trick of ["\r\n", "\n", "\r", "\u0000", "\u0085", "\u2028", "\u202e", "\ud800"]) {
    expect(contentOfTask({ title: `Hi${trick}Bcc: eve@example.org` }).subject).toBe(
      "Reminder: Hi Bcc: eve@example.org",
    );
  }
});

test("an SMS has at most 160 characters, keeps the date, and cuts no letter in two", () => {
  const due_date = "2026-07-01T07:00:00.000Z";
  for (const letter of ["x", "\u{1F436}"]) {
    const text = smsText(contentOfTask({ title: letter.repeat(200), due_date }));
    expect(text.length).toBeLessThanOrEqual(160);
    expect(text.length).toBeGreaterThan(157);
    expect(text).toMatch(/\.\.\.\. Due 2026-07-01 at 07:00 \(UTC\)$/);
    expect(text.isWellFormed()).toBe(true);
  }
});
