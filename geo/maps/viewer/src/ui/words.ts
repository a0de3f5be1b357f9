// All words of the page in one language: texts, field values, numbers, dates, measures. A catalogue is a flat table of
// key → text; a key that a language lacks is taken from English, so that nothing is ever shown empty.
// Digits are 0–9 in every language, because ids and coordinates are, and both are read out over the radio. How numbers
// and dates are written stands in the catalogue too: browsers do not know every language (many lack Azerbaijani), and
// the same date must read the same in all of them.

import type { Value } from "../model.ts";

export type Catalogue = { [key: string]: string };
export type Values = { [name: string]: string | number };

export class Words {
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  private readonly own: Catalogue;
  private readonly english: Catalogue;
  private readonly plurals: Intl.PluralRules;
  /** Every value that has a word in some field: most texts of a map have none, and are looked up by the hundred thousand. */
  private readonly worded: Set<string>;

  constructor(catalogues: { [language: string]: Catalogue }, language: string) {
    this.language = Object.hasOwn(catalogues, language) ? language : "en";
    this.own = catalogues[this.language] ?? {};
    this.english = catalogues["en"] ?? {};
    this.direction = this.own["language.direction"] === "rtl" ? "rtl" : "ltr";
    this.plurals = new Intl.PluralRules(this.language);
    const keys = [...Object.keys(this.own), ...Object.keys(this.english)].filter((key) => key.startsWith("value."));
    this.worded = new Set(keys.map((key) => key.slice(key.lastIndexOf(".") + 1)));
  }

  has(key: string): boolean {
    return Object.hasOwn(this.own, key) || Object.hasOwn(this.english, key);
  }

  /** The text without its values filled in, for `sentence`. */
  pattern(key: string): string {
    if (Object.hasOwn(this.own, key)) return this.own[key]!;
    return Object.hasOwn(this.english, key) ? this.english[key]! : key;
  }

  text(key: string, values: Values = {}): string {
    return this.pattern(key).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name]! : whole;
      return typeof value === "number" ? this.number(value) : value;
    });
  }

  /** The form of a text that belongs to a number, e.g. "1 record", "2 records"; fills in `{n}`. A form that this language
   * does not have is its "other" one, never that of English: a browser that does not know a language counts by another. */
  plural(key: string, n: number, values: Values = {}): string {
    const form = `${key}.${this.plurals.select(n)}`;
    return this.text(Object.hasOwn(this.own, form) ? form : `${key}.other`, { n, ...values });
  }

  /** A number in groups of three, with as many decimals as it has, up to `digits`. */
  number(n: number, digits = 0): string {
    const [whole, decimals] = Math.abs(n).toFixed(digits).split(".");
    const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, this.pattern("number.group"));
    const rest = decimals?.replace(/0+$/, "") ?? "";
    const written = rest === "" ? grouped : grouped + this.pattern("number.decimal") + rest;
    return n < 0 && /[1-9]/.test(written) ? `\u2212${written}` : written;
  }

  percent(part: number): string {
    return `${this.number(100 * part)}%`;
  }

  /** An ISO 8601 date, to the year, the month or the day, as this language writes it; other text stays as it is. */
  date(iso: string): string {
    const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso);
    if (parts === null) return iso;
    const [, year, month, day] = parts;
    if (month === undefined) return year!;
    const name = this.pattern(day === undefined ? "date.months_alone" : "date.months").split("|")[Number(month) - 1];
    if (name === undefined) return iso;
    const form = day === undefined ? "date.month" : "date.day";
    return this.text(form, { year: year!, month: name, day: String(Number(day)) });
  }

  /** A distance in metres, in the unit one would say it in. */
  distance(metres: number): string {
    if (metres < 1000) return this.text("ui.unit_m", { n: this.number(metres, metres < 10 ? 1 : 0) });
    return this.text("ui.unit_km", { n: this.number(metres / 1000, metres < 100_000 ? 2 : 0) });
  }

  /** An area in square metres, and in hectares or square kilometres where that is easier to grasp. */
  area(squareMetres: number): string {
    const exact = this.text("ui.unit_m2", { n: this.number(squareMetres, squareMetres < 10 ? 1 : 0) });
    if (squareMetres < 10_000) return exact;
    const larger =
      squareMetres < 1_000_000
        ? this.text("ui.unit_ha", { n: this.number(squareMetres / 10_000, 2) })
        : this.text("ui.unit_km2", { n: this.number(squareMetres / 1_000_000, 2) });
    return this.text("ui.unit_both", { a: exact, b: larger });
  }

  /** A bearing as a word of the sixteen-point compass. */
  compass(degrees: number): string {
    const points = ["n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"];
    return this.text(`ui.compass_${points[Math.round(degrees / 22.5) % 16]!}`);
  }

  /** The heading of a field, of a kind where it has one of its own there; a column that is no field keeps its name. */
  field(name: string, kind = ""): string {
    if (this.has(`field.${kind}.${name}`)) return this.text(`field.${kind}.${name}`);
    if (this.has(`field.${name}`)) return this.text(`field.${name}`);
    const entered = /^(.+)_entered$/.exec(name)?.[1];
    if (entered !== undefined && this.has(`field.${entered}`)) {
      return `${this.text(`field.${entered}`)} (${this.text("ui.card_entered")})`;
    }
    return name;
  }

  /** A value of a field in words; a value that no catalogue knows stays as it is. */
  value(field: string, value: string): string {
    if (!this.worded.has(value)) return value;
    for (const key of [`value.${field}.${value}`, `value.${value}`]) if (this.has(key)) return this.pattern(key);
    return value;
  }

  /** A setting as a heading or a row has it: with a capital. */
  settingName(setting: string): string {
    const word = this.value("setting", setting);
    return word.charAt(0).toLocaleUpperCase(this.language) + word.slice(1);
  }

  list(texts: string[]): string {
    return texts.join(this.text("ui.list_separator"));
  }
}

/** A value as plain text, for what is no field of ours: lists with commas, the rest as JSON. */
export function plainText(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
