/** Words that name no task: "my exercise reminder" is about exercise. */
const empty = new Set(
  "a an the my our this that task tasks todo to-do item reminder reminders recurring to of for about".split(
    " ",
  ),
);

/** The words of a text, folded: without case, accents, punctuation and words that name nothing. */
export function wordsOf(text: string): readonly string[] {
  const words = folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !empty.has(word));
  return telling.length > 0 ? telling : words;
}

/** Whether a text has no word that could name something: "the reminder". */
export const namesNothing = (text: string): boolean =>
  wordsOf(text).every((word) => empty.has(word));

/** A text as it is compared. */
export const folded = (text: string): string =>
  text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();

/** What is left of an English word without the ending of its plural. */
export function stem(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/** What the forms of a verb share: "watering", "watered" and "water"; "bake" and "baking". */
export function root(word: string): string {
  const single = stem(word);
  const bare = single.replace(/(?<=[aeiouy].{1,20})(?:ing|(?<!e)ed)$/, "");
  if (bare === single) return single.length > 3 ? single.replace(/e$/, "") : single;
  if (bare.length < 3) return single;
  return bare.replace(/([^aeioulsz])\1$/, "$1");
}

/** A shorter beginning would fit half of all words. */
const prefixMin = 2;

/** From here on every word of the text is at least the beginning of one of the title. */
export const partlyFits = 2;

/** How well a text names a title; the numbers are only for comparing. 0: not at all. */
export function fitness(text: string, title: string): number {
  if (folded(text) === folded(title)) return 7;
  const exactly = overlap(text, title, stem);
  if (exactly.all) return exactly.covered ? 6 : 5;
  const loosely = overlap(text, title, root);
  if (loosely.all) return loosely.covered ? 4 : 3;
  const { wanted, there, covered } = exactly;
  if (wanted.length === 0 || there.length === 0) return 0;
  const begins = (word: string) =>
    word.length >= prefixMin && there.some((one) => one.startsWith(word));
  if (wanted.every(begins)) return partlyFits;
  return covered ? 1 : 0;
}

/** Which words of a text and a title are the same, in some form. */
function overlap(text: string, title: string, form: (word: string) => string) {
  const wanted = [...new Set(wordsOf(text).map(form))];
  const there = [...new Set(wordsOf(title).map(form))];
  const some = wanted.length > 0 && there.length > 0;
  return {
    wanted,
    there,
    all: some && wanted.every((word) => there.includes(word)),
    covered: some && there.every((word) => wanted.includes(word)),
  };
}

/** Those that a text names best, in the order given; several when it fits them equally. */
export function bestFits<T>(text: string, items: readonly T[], title: (item: T) => string): T[] {
  const scored = items.map((item) => ({ item, score: fitness(text, title(item)) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.flatMap(({ item, score }) => (score === best ? [item] : []));
}
