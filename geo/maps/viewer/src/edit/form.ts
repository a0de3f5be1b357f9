// What is recorded of a zone, as questions: the fields of its kind and their values, in the page's language. "Unknown" is
// the first answer to each, and nothing is filled in that was not said.

import type { App } from "../ui/app.ts";
import type { Cell } from "../ui/save/flat.ts";
import type { Values } from "./contribution.ts";
import { el, kindOf } from "./kit.ts";
import { MOST_OF_FIELD, MOST_OF_REASON, textOf } from "./longest.ts";

/** A field as the settings have it: its name, its type, and the values it can have. */
export type Field = [name: string, type: "text" | "value" | "values" | "date" | "measure" | "count", values?: string[]];

interface Speaking {
  words: App["words"];
}

const FIRST = ["position_method", "source"];
/** A telephone number or an address of mail; a date has eight figures. */
const PERSONAL = /\+\d[\d\s().-]{6,}|(?:\d[\s().-]?){9,}|\S@\S+\.\S/;

/** The fields of a record as a form that writes into `values`. */
export function fieldsOf(app: App, kind: string, fields: Field[], values: Values): HTMLElement {
  const card = [...kindOf(kind).card, ...FIRST];
  const rank = ([name]: Field) => card.indexOf(name);
  const asked = fields.filter((one) => rank(one) >= 0).sort((a, b) => rank(a) - rank(b));
  const others = fields.filter((one) => rank(one) < 0);
  const row = (field: Field) => fieldRow(app, kind, field, values);
  return el(
    "div",
    {},
    ...asked.map(row),
    others.length > 0 &&
      el("details", { class: "zm-fold" }, el("summary", {}, app.words.text("edit.more")), ...others.map(row)),
  );
}

function fieldRow({ words }: Speaking, kind: string, [name, type, listed]: Field, values: Values): HTMLElement {
  const label = words.field(name, kind);
  const now = values[name] ?? null;
  const put = (value: Cell) => (values[name] = value);
  if (type === "values") return choices(label, listed!, String(now ?? ""), (one) => words.value(name, one), put);
  if (type === "value") {
    const all = [...listed!].sort((a, b) => Number(b === "unknown") - Number(a === "unknown"));
    if (now !== null && !all.includes(String(now))) all.push(String(now));
    const options = all.map((one) => el("option", { value: one, selected: one === now }, words.value(name, one)));
    // Nobody has been asked yet: "unknown" is shown, and is recorded only when it is chosen.
    const isAsked = values[name] !== undefined || all[0] !== "unknown";
    const blank = isAsked && el("option", { value: "" }, words.text("ui.not_recorded"));
    const select = el("select", { class: "zm-input" }, blank, ...options);
    select.addEventListener("change", () => put(select.value || null));
    return labelled(label, select);
  }
  const isNumber = type === "measure" || type === "count";
  const told =
    type === "date" ? { placeholder: "YYYY-MM-DD", pattern: "\\d{4}(-\\d\\d){0,2}", inputmode: "numeric" } : {};
  const input = el("input", {
    class: "zm-input",
    dir: "auto",
    type: isNumber ? "number" : "text",
    step: "any",
    ...told,
    value: now ?? "",
  });
  if (!isNumber) textOf(input, MOST_OF_FIELD, words); // of a file of one's own it may be too long
  input.addEventListener("input", () => {
    const text = isNumber ? input.value.trim() : textOf(input, MOST_OF_FIELD, words);
    put(text === "" ? null : isNumber ? Number(text) : text);
  });
  return labelled(label, input);
}

function choices(
  label: string,
  listed: string[],
  now: string,
  say: (value: string) => string,
  put: (value: Cell) => void,
): HTMLElement {
  const chosen = new Set(now.split("; ").filter(Boolean));
  const all = [
    ...new Set([...[...listed].sort((a, b) => Number(b === "unknown") - Number(a === "unknown")), ...chosen]),
  ];
  const box = (value: string) => {
    const input = el("input", { type: "checkbox", checked: chosen.has(value) });
    input.addEventListener("change", () => {
      if (input.checked) chosen.add(value);
      else chosen.delete(value);
      put(all.filter((one) => chosen.has(one)).join("; ") || null);
    });
    return el("label", { class: "zm-check" }, input, say(value));
  };
  return el("fieldset", {}, el("legend", {}, label), ...all.map(box));
}

export function labelled(label: string, input: HTMLElement): HTMLElement {
  return el("label", { class: "zm-field" }, el("span", {}, label), input);
}

/** A text of one's own words. */
export function textBox({ words }: Speaking, label: string, text: string, put: (text: string) => void): HTMLElement {
  const area = el("textarea", { class: "zm-input", rows: 2, dir: "auto" }, text);
  area.addEventListener("input", () => put(textOf(area, MOST_OF_REASON, words)));
  return labelled(label, area);
}

/** Open what hides a control that is refused: it could not be pointed at. */
export function showRefused({ target }: Event): void {
  const fold = (target as Element).closest("details");
  if (fold) fold.open = true;
}

/** Whether a form holds what looks like a telephone number or an address. */
export function looksPersonal(root: HTMLElement): boolean {
  const texts = root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input[type="text"]');
  return Array.from(texts).some(({ value }) => !/^https?:/.test(value) && PERSONAL.test(value));
}
