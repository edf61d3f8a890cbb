const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML shows it, also between the quotes of an attribute. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? "");
