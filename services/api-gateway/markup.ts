import { escaped } from "../shared/kit/escaped.ts";

/** Text that may stand in HTML as it is. */
export interface Markup {
  readonly markup: string;
}

type Piece = Markup | string | number | readonly Markup[] | undefined;

/** HTML of a template; everything put into it is escaped unless it is markup itself. */
export const html = (parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => ({
  markup: parts.map((part, i) => part + markupOf(pieces[i])).join(""),
});

/** A sentence in which backticks mark code. */
export const prose = (text: string): readonly Markup[] =>
  text.split("`").map((piece, i) => (i % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`));

function markupOf(piece: Piece): string {
  if (piece === undefined) return "";
  if (typeof piece === "string" || typeof piece === "number") return escaped(String(piece));
  return "markup" in piece ? piece.markup : piece.map(({ markup }) => markup).join("");
}
