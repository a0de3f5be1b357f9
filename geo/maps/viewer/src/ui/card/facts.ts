// What the interface says about one record: its name, its date, the fields in the order a public map shows them.
// Nothing here touches the page.

import { isDateField, kindOf } from "../../kinds.ts";
import type { Kind, Layer, RecordRef, Value } from "../../model.ts";
import { isContributed } from "../../data/contributed.ts";
import { isDoubt } from "../../doubt.ts";
import { ownWords } from "../../own.ts";
import { plainText, type Words } from "../words.ts";

const LIST_FIELDS = new Set(["ordnance", "direct_evidence", "indirect_evidence", "blocks"]);
const LENGTHS = new Set(["position_accuracy_m", "position_written_to_m", "depth_m"]);

/** Whether a value is not recorded; an empty text and an empty list say nothing either. */
export function isMissing(value: Value | undefined): value is null | undefined {
  if (value === null || value === undefined || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

export function valueOf(layer: Layer, record: number, field: string): Value {
  return layer.column(field)?.get(record) ?? null;
}

/** The name people know the record by, in the page's language where it is given; else its number; else null. */
export function nameOf(layer: Layer, record: number, language: string): string | null {
  for (const field of [`name_${language}`, "name", "place", "subject", "id"]) {
    const value = valueOf(layer, record, field);
    if (!isMissing(value)) return plainText(value);
  }
  return null;
}

/** Why a record is not on the map, as a key of the catalogue: a position that was entered and could not be used is not
 * a position that was never recorded. */
export function reasonKey(layer: Layer, record: number, reason: string): string {
  const isUnusable = reason === "no_position" && !isMissing(valueOf(layer, record, "position_entered"));
  return `reason.${isUnusable ? "position_unusable" : reason}`;
}

export function idOf(layer: Layer, record: number): string {
  return plainText(valueOf(layer, record, "id"));
}

export function dateOf(layer: Layer, record: number): string | null {
  for (const field of kindOf(layer.kind).dates) {
    const value = valueOf(layer, record, field);
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

/** A recorded value in words; null when it is missing. */
export function wordsFor(words: Words, field: string, value: Value): string | null {
  if (isMissing(value)) return null;
  if (Array.isArray(value) && LIST_FIELDS.has(field)) {
    return words.list(value.map((one) => words.value(field, plainText(one))));
  }
  if (field === "devices_found" && typeof value === "object" && !Array.isArray(value)) {
    return words.list(
      Object.entries(value as { [key: string]: Value }).map(([ordnance, n]) =>
        words.text("ui.filter_value_count", { value: words.value("ordnance", ordnance), n: plainText(n) }),
      ),
    );
  }
  if (typeof value === "boolean") return words.text(value ? "ui.yes" : "ui.no");
  if (typeof value === "number") return numberFor(words, field, value);
  if (typeof value === "string") {
    if (isDateField(field)) return words.date(value);
    return words.has(`field.${field}`) ? words.value(field, value) : value;
  }
  return plainText(value);
}

function numberFor(words: Words, field: string, value: number): string {
  if (field === "area_reported_m2") return words.area(value);
  if (LENGTHS.has(field)) return words.text("ui.unit_m", { n: words.number(value, 2) });
  if (words.has(`field.${field}`) && field !== "id") return words.number(value, 6);
  return String(value); // a column of someone else's: a year or a code must not get a thousands separator
}

/** The words of a legend class, put together from the words of its parts when it has none of its own. */
export function classWords(words: Words, key: string): string {
  if (words.has(`class.${key}`)) return words.text(`class.${key}`);
  if (isDoubt(key)) return words.text("class.signs/doubt");
  if (isContributed(key)) return words.text("class.signs/contributed");
  const [kind, type, status] = key.split("/");
  if (type === "own") return ownWords(words, status!);
  const family = kindOf(kind!).symbol.family;
  if (family === "hazard" && type !== undefined) {
    const parts = [words.value("area_type", type)];
    if (status !== undefined) parts.push(words.value("status", status));
    return words.list(parts);
  }
  if (family === "place" && type !== undefined) return words.settingName(type);
  if (type !== undefined) return words.value("product", type);
  return words.text(`kind.${kind}`);
}

/** Whether a layer's records are hazards, what was done about them, or accidents: not the context around them. */
export function isAboutHazards({ kind }: { kind: Kind }): boolean {
  return kindOf(kind).subject;
}

export function sameRecord(a: RecordRef | null, b: RecordRef | null): boolean {
  return a !== null && b !== null && a.layer === b.layer && a.record === b.record;
}
