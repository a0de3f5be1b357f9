// All words of the page in one language: texts, field values, numbers, dates, measures. A catalogue is a flat table of
// key → text; a key that a language lacks is taken from English, so that nothing is ever shown empty.
// Digits are 0–9 in every language, because ids and coordinates are, and both are read out over the radio.

import type { Value } from "../model.ts";

export type Catalogue = { [key: string]: string };
export type Values = { [name: string]: string | number };

export class Words {
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  private readonly own: Catalogue;
  private readonly english: Catalogue;
  private readonly locale: string;
  private readonly plurals: Intl.PluralRules;
  private readonly numbers = new Map<number, Intl.NumberFormat>();

  constructor(catalogues: { [language: string]: Catalogue }, language: string) {
    this.language = Object.hasOwn(catalogues, language) ? language : "en";
    this.own = catalogues[this.language] ?? {};
    this.english = catalogues["en"] ?? {};
    this.direction = this.own["language.direction"] === "rtl" ? "rtl" : "ltr";
    // Of the ways to write English dates, the one in which day and month cannot be taken for one another.
    this.locale = `${this.language === "en" ? "en-GB" : this.language}-u-nu-latn`;
    this.plurals = new Intl.PluralRules(this.language);
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

  /** The form of a text that belongs to a number, e.g. "1 record", "2 records"; fills in `{n}`. */
  plural(key: string, n: number, values: Values = {}): string {
    const form = `${key}.${this.plurals.select(n)}`;
    return this.text(this.has(form) ? form : `${key}.other`, { n, ...values });
  }

  number(n: number, digits = 0): string {
    let format = this.numbers.get(digits);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits });
      this.numbers.set(digits, format);
    }
    return format.format(n);
  }

  percent(part: number): string {
    return new Intl.NumberFormat(this.locale, { style: "percent", maximumFractionDigits: 0 }).format(part);
  }

  /** An ISO 8601 date, to the year, the month or the day, as this language writes it; other text stays as it is. */
  date(iso: string): string {
    const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso);
    if (parts === null) return iso;
    const [, year, month, day] = parts;
    const date = new Date(`${year}-${month ?? "01"}-${day ?? "01"}T00:00:00Z`);
    if (Number.isNaN(date.getTime())) return iso;
    if (month === undefined) return year!;
    const options: Intl.DateTimeFormatOptions = { year: "numeric", month: day ? "short" : "long", timeZone: "UTC" };
    if (day !== undefined) options.day = "numeric";
    return new Intl.DateTimeFormat(this.locale, options).format(date);
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

  /** The heading of a field; a column that is no field keeps its own name. */
  field(name: string): string {
    if (this.has(`field.${name}`)) return this.text(`field.${name}`);
    const entered = /^(.+)_entered$/.exec(name)?.[1];
    if (entered !== undefined && this.has(`field.${entered}`)) {
      return `${this.text(`field.${entered}`)} (${this.text("ui.card_entered")})`;
    }
    return name;
  }

  /** A value of a field in words; a value that no catalogue knows stays as it is. */
  value(field: string, value: string): string {
    for (const key of [`value.${field}.${value}`, `value.${value}`]) if (this.has(key)) return this.pattern(key);
    return value;
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
