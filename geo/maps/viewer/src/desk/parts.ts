// What the panels are made of.

import { bdi, type Child, el } from "../ui/dom.ts";
import { type Icon, icon } from "../ui/icons.ts";

/** Why something is wrong, where, and what can be done. */
export interface Problem {
  code: string;
  severity: Severity;
  title: string;
  text: string;
  source: string;
  row: number | null;
  id: string;
  field: string;
  layer: string;
  option: string;
}

export type Severity = "error" | "warning" | "note";

export function button(text: string, run: () => void, name?: Icon | null, primary = false): HTMLButtonElement {
  const props = { type: "button", class: `zm-button${primary ? " zm-primary" : ""}`, on: { click: run } };
  return el("button", props, name && icon(name), el("span", {}, text));
}

export function buttons(...all: Child[]): HTMLElement {
  return el("div", { class: "zm-buttons" }, ...all);
}

export function help(text: string): HTMLElement {
  return el("p", { class: "zm-help" }, text);
}

/** A control with its name before it. */
export function labelled(label: string, input: HTMLElement): HTMLElement {
  return el("label", { class: "zm-field" }, el("span", {}, label), input);
}

export function textInput(value: string, put: (value: string) => void): HTMLInputElement {
  const input = el("input", { class: "zm-input", type: "text", dir: "auto", value });
  input.addEventListener("change", () => put(input.value.trim()));
  return input;
}

export type Option = [value: string, text: string];

export function select(options: Option[], now: string, put: (value: string) => void): HTMLSelectElement {
  const all = options.some(([value]) => value === now) ? options : [...options, [now, now] as Option];
  const chosen = el(
    "select",
    { class: "zm-input" },
    ...all.map(([value, text]) => el("option", { value, selected: value === now }, text)),
  );
  chosen.addEventListener("change", () => put(chosen.value));
  return chosen;
}

export function check(label: string, now: boolean, put: (on: boolean) => void): HTMLElement {
  const input = el("input", { type: "checkbox", checked: now });
  input.addEventListener("change", () => put(input.checked));
  return el("label", { class: "zm-check" }, input, el("span", {}, label));
}

/** `key` tells it from others that stand beside it, when it is written anew. */
export function fold(key: string, summary: Child, ...inside: Child[]): HTMLDetailsElement {
  return el("details", { class: "zm-fold", "data-key": key }, el("summary", {}, summary), ...inside);
}

/** Text of the data among words of the page. */
export function named(text: string, name: string): HTMLElement {
  return el("span", {}, text, " ", bdi(name));
}

/** The mark of how grave a problem is, with its word for those who do not see it. */
export function severityMark(severity: Severity, word: string): HTMLElement {
  const mark = el("span", { class: `zm-desk-mark zm-desk-${severity}` }, icon("warning"));
  mark.append(el("span", { class: "zm-unseen" }, word));
  return mark;
}
