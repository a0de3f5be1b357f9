// How names are compared: the same place is Ağdam, Agdam, Aghdam and Агдам, depending on who wrote the report.

/** Accents. The marks of Khmer, Thai or Hindi are vowels, and without them a word is another word. */
const MARKS = /(?![\u0900-\u19ff])\p{Mn}/gu;

/** Text as it is compared: lower case, without accents, and letters as those type them whose keyboard lacks them. The
 * letters and digits of the result are what `fold` of geo/cells/words.py gives. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\n\x20-\x7e]*$/.test(lower)) return lower; // most texts, and twenty times faster
  return lower
    .normalize("NFKD")
    .replace(MARKS, "")
    .replace(/ı/g, "i")
    .replace(/ə/g, "e")
    .replace(/ё/g, "е")
    .replace(/ß/g, "ss")
    .replace(/ł/g, "l")
    .replace(/đ/g, "d")
    .replace(/ø/g, "o")
    .replace(/æ/g, "ae")
    .replace(/œ/g, "oe")
    .replace(/þ/g, "th")
    .replace(/ð/g, "d")
    .replace(/ς/g, "σ")
    .replace(/[ىی]/g, "ي")
    .replace(/ة/g, "ه")
    .replace(/ک/g, "ك")
    .replace(/ٱ/g, "ا")
    .replace(/[ہھە]/g, "ه")
    .replace(/ـ/g, "")
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15));
}

// What English and Russian spellings of Azerbaijani and Turkic names make of one letter, and the letter that all become.
const SOUNDS: { [written: string]: string } = {
  ...{ dzh: "c", kh: "h", gh: "g", sh: "s", ch: "c", zh: "c", dj: "c", j: "c", x: "h", q: "g", w: "v", y: "i", e: "a" },
  ...{ "'": "", "’": "", ʼ: "", дж: "c", а: "a", б: "b", в: "v", г: "g", д: "d", е: "a", ж: "c", з: "z", и: "i" },
  ...{
    й: "i",
    к: "k",
    л: "l",
    м: "m",
    н: "n",
    о: "o",
    п: "p",
    р: "r",
    с: "s",
    т: "t",
    у: "u",
    ф: "f",
    х: "h",
    ц: "s",
    ч: "c",
  },
  ...{ ш: "s", щ: "s", ъ: "", ы: "i", ь: "", э: "a", ю: "u", я: "a", і: "i", є: "a", ә: "a", ғ: "g", ҝ: "g", ҹ: "c" },
  ...{ һ: "h", ө: "o", ү: "u", ј: "i" },
};
const WRITTEN = new RegExp(
  `${Object.keys(SOUNDS)
    .filter((each) => each.length > 1)
    .join("|")}|[jxqwye'’ʼа-яіәғҝҹһөүјє]`,
  "g",
);

/** A folded text as it sounds, roughly: spellings of one name in Latin and Cyrillic letters become the same. */
export function sounding(text: string): string {
  return text.replace(WRITTEN, (written) => SOUNDS[written]!).replace(/([a-z])\1+/g, "$1");
}

const ARTICLE = "ال";
const LEAST_BESIDE = 3; // two letters stand in every text

/** A folded Arabic word without its article, which one writes before a name and another leaves out. */
export function withoutArticle(word: string): string {
  return word.length >= ARTICLE.length + LEAST_BESIDE && word.startsWith(ARTICLE) ? word.slice(ARTICLE.length) : word;
}

/** A folded name with the Arabic article before any of its words and without: itself first. */
export function withArticles(name: string): string[] {
  const words = name.split(" ");
  if (!/\p{Script=Arabic}/u.test(name) || words.length > 3) return [name];
  const other = (word: string) => (word.startsWith(ARTICLE) ? word.slice(ARTICLE.length) : ARTICLE + word);
  return words.reduce<string[]>(
    (begun, word) => [word, other(word)].flatMap((one) => begun.map((before) => (before ? `${before} ${one}` : one))),
    [""],
  );
}

/** A folded text without what stands between letters and digits: AZ-001 and az001 are one id. Its lines stay lines. */
export function squeezed(text: string): string {
  return text.replace(/^[\n\x20-\x7e]*$/.test(text) ? /[^a-z0-9\n]+/g : /[^\p{L}\p{M}\p{N}\n]+/gu, "");
}

/** Whether one letter too many, too few, another, or two in the wrong order make one word of the other. */
export function isOneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [left, right] = [endA - start, endB - start];
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}
