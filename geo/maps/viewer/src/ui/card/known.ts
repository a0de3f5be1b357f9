// What is known of a record, in the order in which its kind's card has it, and what is not recorded, in one line. What the
// card's heading says already (name, kind of place, class) is not said twice.

import type { Geometry } from "geojson";
import { area_m2, length_m } from "../../engine/geodesy.ts";
import { kindOf } from "../../kinds.ts";
import type { Layer, RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { bdi, el, isWebAddress, link, sentence, type Child } from "../dom.ts";
import { plainText, type Words } from "../words.ts";
import { isMissing, valueOf, wordsFor } from "./facts.ts";

/** Said by the class in the heading, where the layer has the symbols of its kind. */
const OF_THE_CLASS = new Set(["area_type", "status", "product"]);

export function facts(app: App, ref: RecordRef): { known: HTMLElement; missing: HTMLElement | null } {
  const { words } = app;
  const layer = app.layerOf(ref);
  const { card, dates } = kindOf(layer.kind);
  const known = el("dl", { class: "zm-facts" });
  const missing: string[] = [];
  const isDated = dates.some((field) => !isMissing(valueOf(layer, ref.record, field)));
  for (const field of card) {
    const shown = shownOf(app, layer, ref, field);
    const entered = wordsFor(words, field, valueOf(layer, ref.record, `${field}_entered`));
    const name = words.field(field, layer.kind);
    if (shown !== null) {
      if (!isInHeading(app, ref, field)) known.append(el("div", {}, el("dt", {}, name), el("dd", {}, shown)));
    } else if (entered !== null) known.append(factLine(words, name, null, entered));
    else if (!(isDated && dates.includes(field))) missing.push(inSentence(name, words.language));
    if (field === "area") known.append(...length(words, layer.geometry.toGeoJSON(ref.record)));
  }
  if (missing.length === 0) return { known, missing: null };
  const text = words.text("ui.not_recorded_fields", { fields: words.list(missing) });
  return { known, missing: el("p", { class: "zm-notrecorded" }, text) };
}

/** A field and its value; a value that was entered and not understood was recorded all the same. */
export function factLine(words: Words, term: Child, value: string | null, entered: string | null = null): HTMLElement {
  const missing = () =>
    entered === null
      ? words.text("ui.not_recorded")
      : sentence(words.pattern("ui.entered_not_understood"), { text: bdi(entered) });
  const said = value === null ? el("span", { class: "zm-missing" }, missing()) : bdi(value);
  return el("div", {}, el("dt", {}, term), el("dd", {}, said));
}

function isInHeading(app: App, ref: RecordRef, field: string): boolean {
  if (field === "name") return true;
  if (field === "setting") return app.settingText(ref) !== "";
  return OF_THE_CLASS.has(field) && !app.engine.classOf(ref).includes("/own/");
}

/** A field in words; null where nothing is recorded. */
function shownOf(app: App, layer: Layer, { record }: RecordRef, field: string): Child {
  const { words } = app;
  const text = (name: string) => wordsFor(words, name, valueOf(layer, record, name));
  if (field === "source") return source(words, text("source"), plainText(valueOf(layer, record, "source_url")));
  const value =
    field === "area"
      ? areaOf(words, layer.geometry.toGeoJSON(record))
      : field === "place"
        ? ["place", "admin2", "admin1"]
            .map(text)
            .filter((one) => one !== null)
            .join(words.text("ui.list_separator")) || null
        : text(field);
  return value === null ? null : bdi(value);
}

function source(words: Words, name: string | null, address: string): Child {
  if (address === "") return name === null ? null : bdi(name);
  const shown = isWebAddress(address) ? link(address, words.text("ui.card_link_opens")) : bdi(address);
  return el("div", { class: "zm-address" }, name !== null && el("div", {}, bdi(name)), shown);
}

function areaOf(words: Words, shape: Geometry | null): string | null {
  return shape?.type === "Polygon" || shape?.type === "MultiPolygon" ? words.area(area_m2(shape)) : null;
}

function length(words: Words, shape: Geometry | null): HTMLElement[] {
  if (shape?.type !== "LineString" && shape?.type !== "MultiLineString") return [];
  const lines = shape.type === "LineString" ? [shape.coordinates] : shape.coordinates;
  const metres = lines.reduce((sum, line) => sum + length_m(line), 0);
  return [factLine(words, words.text("ui.card_length"), words.distance(metres))];
}

/** A heading within a sentence: small, but for an abbreviation. */
function inSentence(name: string, language: string): string {
  const isAbbreviation = name.length > 1 && name[1] !== name[1]!.toLocaleLowerCase(language);
  return isAbbreviation ? name : name.charAt(0).toLocaleLowerCase(language) + name.slice(1);
}
