// The editor's panel: what is to be drawn, the drawing, the form, and the list of what is to be sent. It stands in the place
// of the tabs, so that the whole map stays free for the hand. Nothing is kept in the browser's storage.

import type * as Leaflet from "leaflet";
import type { App } from "../ui/app.ts";
import type { Editor } from "../ui/editing.ts";
import type { Icon } from "../ui/icons.ts";
import type { RecordRef } from "../model.ts";
import { bdi, download, el, fileName, fill, icon, idOf, kindOf, Opener } from "./kit.ts";
import {
  type Change,
  editionId,
  Fault,
  known,
  MOST_BYTES,
  MOST_CHANGES,
  type Op,
  readContribution,
  recordOf,
  type Target,
  uuid,
  type Values,
  written,
} from "./contribution.ts";
import { DrawView } from "./drawview.ts";
import { type Own, readFile } from "./files.ts";
import { OwnFile } from "./ownfiles.ts";
import { type Field, fieldsOf, labelled, looksPersonal, showRefused, textBox } from "./form.ts";
import { MOST_OF_FIELD, MOST_OF_MAKER, textOf } from "./longest.ts";
import { History } from "./history.ts";
import { type Drawn, type Form, formOf, fromGeometry, isWhole, nothing, toGeometry } from "./shapes.ts";
import { openOnClick, outline } from "./sketch.ts";
import type { Declination } from "./typed.ts";

declare const L: typeof Leaflet;

/** What the map's maker hands to the editor (geo/maps/page/editing.py). */
export interface EditSettings {
  fields: { [kind: string]: Field[] };
  declination: Declination | null;
}

/** A change that is being made. */
export interface Draft {
  op: Op;
  target: Target;
  before: Values;
  values: Values;
  drawn: Drawn | null;
  isMoved: boolean;
  because: string;
  text: string;
  /** The change that it takes the place of, not yet saved. */
  instead?: Change;
}

const KNIVES: Op[] = ["cut", "split"];
const KNIFE = "2 5"; // dashes
const FORMS: [Form, string][] = [
  ["Polygon", "edit.polygon"],
  ["LineString", "edit.line"],
  ["Point", "edit.point"],
  ["Circle", "edit.circle"],
];

export class Desk implements Editor {
  readonly root = el("section", { class: "zm-edit zm-pane" });
  private readonly opener = new Opener();
  private readonly said = el("p", { role: "status", class: "zm-note" });
  private readonly unsavedButton = el("button", { type: "button", class: "zm-button zm-unsaved", hidden: true });
  private readonly marks = L.layerGroup();
  private readonly changes = new History<Change[]>([]);
  private readonly saved = new Set<string>();
  private readonly files: OwnFile[] = [];
  private earlier: { [id: string]: object } = {};
  private readonly maker = { name: "", organisation: "", contact: "" };
  private layer: number;
  private draft: Draft | null = null;
  private drawing: DrawView | null = null;
  private view: () => void = () => this.home();

  constructor(readonly app: App) {
    this.layer = app.mapLayers.find(({ kind }) => kindOf(kind).dangerous)?.index ?? app.mapLayers[0]?.index ?? -1;
    this.unsavedButton.addEventListener("click", () => this.open());
    app.root.querySelector(".zm-tools")!.before(this.unsavedButton);
    app.map.addLayer(this.marks);
    app.besides.push({ title: () => this.title(), layers: [this.marks] });
    app.on("language", () => this.render());
    window.addEventListener("beforeunload", (event) => this.unsaved > 0 && event.preventDefault());
    this.render();
  }

  private text(key: string, values: Parameters<App["words"]["text"]>[1] = {}): string {
    return this.app.words.text(key, values);
  }

  private title(): string {
    return `${this.text("edit.not_reviewed")}: ${this.app.words.number(this.changes.now.length)}`;
  }

  private get unsaved(): number {
    return this.changes.now.filter(({ id }) => !this.saved.has(id)).length + (this.draft ? 1 : 0);
  }

  private get settings(): EditSettings {
    return this.app.data.settings.edit as EditSettings;
  }

  // Opening, closing, going from one view to another.

  open(ref?: RecordRef): void {
    if (!this.root.isConnected) this.opener.remember(ref ?? null);
    this.app.closeRecord();
    this.app.takePanel(this.root);
    if (ref && !this.draft) {
      const target = { layer: ref.layer, id: idOf(this.app.layerOf(ref), ref.record), record: ref.record };
      this.view = () => this.choose(target);
    }
    this.render();
    this.root.querySelector<HTMLElement>("h2")!.focus({ preventScroll: true });
  }

  private close(): void {
    this.app.setMode(null);
    this.app.takePanel(null);
    this.opener.giveBack(this.app.map.getContainer());
  }

  private show(view: () => void): void {
    this.view = view;
    this.said.textContent = "";
    this.render();
    this.root.querySelector<HTMLElement>("h2")!.focus({ preventScroll: true });
  }

  private render(): void {
    this.root.setAttribute("aria-label", this.text("edit.title"));
    this.view();
    this.renderUnsaved();
    this.drawMarks();
  }

  private renderUnsaved(): void {
    this.unsavedButton.hidden = this.unsaved === 0;
    const told = this.app.words.plural("edit.unsaved", this.unsaved);
    // Where there is no room for the words, the number stands for them.
    fill(this.unsavedButton, icon("save"), el("b", {}, this.app.words.number(this.unsaved)), el("span", {}, told));
    this.unsavedButton.setAttribute("aria-label", told);
    this.unsavedButton.title = told;
  }

  private put(heading: string, ...children: (Node | false | null)[]): void {
    const close = el(
      "button",
      {
        type: "button",
        class: "zm-iconbutton",
        title: this.text("ui.close"),
        "aria-label": this.text("ui.close"),
        on: { click: () => this.close() },
      },
      icon("close"),
    );
    fill(
      this.root,
      el("div", { class: "zm-cardbar" }, el("h2", { tabindex: -1 }, heading), close),
      ...children,
      this.said,
    );
  }

  button(text: string, run: () => void, name?: Icon, primary = false): HTMLElement {
    const props = { type: "button", class: `zm-button${primary ? " zm-primary" : ""}`, on: { click: run } };
    return el("button", props, name && icon(name), el("span", {}, text));
  }

  // What is there, and what can be begun.

  private home(): void {
    const { words, mapLayers } = this.app;
    const { now } = this.changes;
    const layers = el(
      "select",
      { class: "zm-input", "aria-label": this.text("ui.tab_layers") },
      ...mapLayers.map(({ index, title }) => el("option", { value: index, selected: index === this.layer }, title)),
    );
    layers.addEventListener("change", () => (this.layer = Number(layers.value)));
    const open = el("input", {
      type: "file",
      class: "zm-unseen",
      accept: ".json,.geojson,.kml,.gpx,.csv,.txt",
      multiple: true,
    });
    open.addEventListener("change", () => void this.take(open.files!));
    const own = (key: "organisation" | "contact", label: string) => {
      const input = el("input", {
        class: "zm-input",
        type: "text",
        dir: "auto",
        value: this.maker[key],
      });
      input.addEventListener("input", () => (this.maker[key] = textOf(input, MOST_OF_MAKER, words)));
      return labelled(label, input);
    };
    this.put(
      this.text("edit.title"),
      this.app.send === null && el("p", { class: "zm-help" }, this.text("edit.intro")), // where a file is to be sent
      mapLayers.length > 1 && layers,
      el(
        "div",
        { class: "zm-buttons" },
        ...FORMS.map(([form, key]) => this.button(this.text(key), () => this.begin(form))),
      ),
      now.length > 0 && el("h3", {}, this.title()),
      now.length > 0 && el("ol", { class: "zm-edit-list" }, ...now.map((change) => this.row(change))),
      el(
        "div",
        { class: "zm-buttons" },
        this.changes.canUndo && this.button(this.text("edit.undo"), () => this.step("undo"), "undo"),
        this.changes.canRedo && this.button(this.text("edit.redo"), () => this.step("redo")),
      ),
      now.length > 0 &&
        el(
          "div",
          {},
          own("organisation", words.field("organisation")),
          own("contact", this.text("edit.contact")),
          el(
            "div",
            { class: "zm-buttons" },
            this.button(this.text("ui.save"), () => void this.save(), "save", this.unsaved > 0),
          ),
        ),
      ...this.files.map((one) => this.fileRow(one)),
      el("label", { class: "zm-button zm-edit-open" }, open, this.text("edit.open")),
    );
  }

  private row(change: Change): HTMLElement {
    const name = el("span", { class: "zm-word" }, `${this.text(`edit.op_${change.op}`)} · `, bdi(this.nameOf(change)));
    const isSaved = this.saved.has(change.id);
    const target = recordOf(this.app, change.layer, change.target);
    const again = () => (isSaved ? this.show(() => this.choose(target!)) : this.reopen(change, target!));
    const buttons = [
      (change.geometry ?? change.knife) && this.button(this.text("ui.card_zoom"), () => this.zoomTo(change)),
      target && this.button(this.text("edit.op_correct"), again),
      !isSaved && this.button(this.text("edit.remove"), () => this.drop(change)),
    ];
    return el("li", {}, name, el("span", { class: "zm-buttons" }, ...buttons));
  }

  private fileRow(file: OwnFile): HTMLElement {
    const gone = () => {
      file.remove();
      this.files.splice(this.files.indexOf(file), 1);
      this.show(() => this.home());
    };
    return el(
      "section",
      { class: "zm-edit-file" },
      el("h3", {}, bdi(file.title())),
      el("p", { class: "zm-help" }, this.text("ui.others")),
      el(
        "div",
        { class: "zm-buttons" },
        this.button(this.text("ui.card_zoom"), () => file.show()),
        this.button(this.text("edit.take"), () => this.takeAll(file)),
        this.button(this.text("edit.remove"), gone),
      ),
    );
  }

  private nameOf({ layer, target, set }: Change): string {
    const at = recordOf(this.app, layer, target);
    if (at?.record !== undefined) return this.app.title({ layer: at.layer, record: at.record });
    const own = this.changes.now.find((one) => one.op === "add" && one.target === target)?.set ?? set ?? {};
    return String(own["name"]?.[1] ?? own["place"]?.[1] ?? this.text("ui.unnamed"));
  }

  private zoomTo({ geometry, knife }: Change): void {
    this.app.makeRoom();
    const bounds = L.geoJSON((geometry ?? knife)!).getBounds();
    this.app.map.fitBounds(bounds.pad(0.3), { maxZoom: 17, animate: !this.app.engine.options.reducedMotion });
  }

  private step(way: "undo" | "redo"): void {
    this.changes[way]();
    this.show(() => this.home());
  }

  private drop(change: Change): void {
    // What was made on top of it goes with it.
    const gone = new Set([change.id]);
    for (const one of this.changes.now) if (one.after.some((id) => gone.has(id))) gone.add(one.id);
    this.changes.set(this.changes.now.filter(({ id }) => !gone.has(id)));
    this.show(() => this.home());
  }

  // One record, recorded or drawn: what can be said of it.

  private choose(target: Target): void {
    const own = known(this.app, target, this.changes.now);
    const isRedacted = !!this.app.data.settings.edition;
    const isArea = own.drawn?.parts.some((_, part) => formOf(own.drawn!, part) === "Polygon");
    const can: [Op, string, () => void][] = [
      ["correct", "edit.shape", () => own.drawn && this.start("correct", target, own.drawn)],
      ["correct", "edit.values", () => this.fillIn(this.drafted("correct", target))],
      ["cut", "edit.op_cut", () => this.start("cut", target, nothing("Polygon"))],
      ["split", "edit.op_split", () => this.start("split", target, nothing("LineString"))],
      ["withdraw", "edit.op_withdraw", () => this.fillIn(this.drafted("withdraw", target))],
      ["note", "edit.op_note", () => this.fillIn(this.drafted("note", target))],
    ];
    const isOpen = ([op, key]: (typeof can)[number]) =>
      !(isRedacted && !["withdraw", "note"].includes(op)) &&
      !(!isArea && (op === "cut" || op === "split")) &&
      !(key === "edit.shape" && !own.drawn);
    const buttons = can.filter(isOpen).map(([, key, run]) => this.button(this.text(key), run));
    const ref = target.record === undefined ? null : { layer: target.layer, record: target.record };
    this.put(
      ref ? this.app.title(ref) : this.text("edit.not_reviewed"),
      el("div", { class: "zm-edit-choices" }, ...buttons),
      this.button(this.text("edit.title"), () => this.show(() => this.home())),
    );
  }

  private drafted(op: Op, target: Target, instead?: Change): Draft {
    const others = this.changes.now.filter((one) => one !== instead);
    const { values, drawn } = known(this.app, target, others);
    return { op, target, before: values, values: { ...values }, drawn, isMoved: false, because: "", text: "", instead };
  }

  private begin(form: Form): void {
    const draft = this.added();
    if (this.fieldsOf(this.layer).some(([name]) => name === "position_method"))
      draft.values["position_method"] = "map_drawn";
    this.draw({ ...draft, drawn: nothing(form) });
  }

  private fieldsOf(layer: number): Field[] {
    return this.settings.fields[this.app.layers[layer]!.kind] ?? [];
  }

  /** A new record: no more than somebody's word until it is reviewed. */
  private added(): Draft {
    const draft = this.drafted("add", { layer: this.layer, id: "" });
    if (this.fieldsOf(this.layer).some(([name]) => name === "area_type")) draft.values["area_type"] = "indication";
    return draft;
  }

  /** A record of a file of the reader's own, with what of it is a field here. */
  private taken({ name, properties, geometry }: Own): Draft | null {
    const drawn = geometry && fromGeometry(geometry);
    if (!drawn || !isWhole(drawn)) return null;
    const draft = this.added();
    for (const [field, type, listed] of this.fieldsOf(this.layer)) {
      const value = properties[field] ?? (field === "name" ? name : "");
      const isKnown = type === "text" || (type === "value" && listed!.includes(String(value)));
      if (value !== "" && isKnown) draft.values[field] = String(value);
    }
    return { ...draft, drawn, isMoved: true };
  }

  private takeAll(file: OwnFile): void {
    const made = file.records.flatMap((one) => this.taken(one) ?? []);
    const isLong = (value: Values[string]) => String(value ?? "").length > MOST_OF_FIELD;
    const isTooMuch = made.length + this.changes.now.length > MOST_CHANGES;
    if (isTooMuch || made.some(({ values }) => Object.values(values).some(isLong))) {
      this.said.textContent = this.text("edit.not_read", { file: file.name, why: this.text("edit.why_large") });
      return;
    }
    this.changes.set([
      ...this.changes.now,
      ...made.flatMap((draft) => this.changeOf({ ...draft, because: file.name }) ?? []),
    ]);
    this.show(() => this.home());
  }

  /** The card of such a record. */
  private showOwn(file: OwnFile, one: Own): void {
    const draft = this.taken(one);
    const facts = Object.entries(one.properties).map(([name, value]) =>
      el(
        "div",
        {},
        el("dt", {}, bdi(name)),
        el("dd", {}, bdi(typeof value === "object" ? JSON.stringify(value) : String(value))),
      ),
    );
    this.open();
    this.show(() =>
      this.put(
        one.name || this.text("ui.unnamed"),
        el("p", { class: "zm-note" }, bdi(file.name), " · ", this.text("ui.others")),
        el("dl", { class: "zm-facts" }, ...facts),
        draft && this.button(this.text("edit.take"), () => this.fillIn(draft)),
        this.button(this.text("edit.title"), () => this.show(() => this.home())),
      ),
    );
  }

  private start(op: Op, target: Target, drawn: Drawn): void {
    const draft = this.drafted(op, target);
    if (drawn.parts[0]?.[0]?.length && target.record !== undefined) {
      this.app.moveTo({ layer: target.layer, record: target.record });
    }
    this.draw({ ...draft, drawn });
  }

  private reopen(change: Change, target: Target): void {
    const shape = change.geometry ?? change.knife;
    const draft = this.drafted(change.op, target, change);
    for (const [field, [, next]] of Object.entries(change.set ?? {})) draft.values[field] = next;
    draft.because = change.because ?? "";
    draft.text = change.text ?? "";
    if (shape) draft.drawn = { ...fromGeometry(shape, change.radius_m), entered: change.entered ?? [] };
    draft.isMoved = shape !== undefined;
    if (shape) {
      this.zoomTo(change);
      this.draw(draft);
    } else this.fillIn(draft);
  }

  private draw(draft: Draft): void {
    this.draft = draft;
    const adds = draft.op !== "correct";
    this.drawing = new DrawView(this.app, this, draft.drawn!, adds, this.settings.declination, {
      done: (drawn, isMoved) => {
        this.fillIn({ ...draft, drawn, isMoved: draft.isMoved || isMoved });
      },
      discard: () => this.abandon(),
      count: () => this.renderUnsaved(),
    });
    const view = this.drawing;
    this.show(() => {
      this.put(this.text(`edit.op_${draft.op}`), view.root);
      view.render();
    });
    this.app.focusMap();
  }

  private abandon(): void {
    this.drawing?.end();
    this.drawing = null;
    this.draft = null;
    this.app.setMode(null);
    this.show(() => this.home());
  }

  // The form, and what becomes of it.

  private fillIn(draft: Draft): void {
    this.drawing?.end();
    this.drawing = null;
    this.app.setMode(null);
    this.draft = draft;
    const { kind } = this.app.layers[draft.target.layer]!;
    const fields = this.settings.fields[kind] ?? [];
    const personal = el("p", { class: "zm-help" }, "");
    const values = () =>
      (draft.op === "add" || draft.op === "correct") && fieldsOf(this.app, kind, fields, draft.values);
    this.show(() => {
      personal.textContent = this.text("edit.personal");
      const form = el(
        "form",
        {
          class: "zm-edit-form",
          on: {
            submit: (event) => {
              event.preventDefault();
              const own = form.querySelector<HTMLTextAreaElement>("textarea:required");
              if (own?.value.trim() !== "") return this.keep(draft);
              own.value = ""; // nothing but spaces
              own.reportValidity();
            },
            input: () => {
              const isFound = looksPersonal(form);
              personal.className = isFound ? "zm-note" : "zm-help";
              if (isFound) personal.setAttribute("role", "alert");
            },
          },
        },
        personal,
        values(),
        draft.op === "note"
          ? textBox(this.app, this.text("edit.op_note"), draft.text, (text) => (draft.text = text))
          : textBox(this.app, this.text("edit.because"), draft.because, (text) => (draft.because = text)),
        el(
          "div",
          { class: "zm-buttons" },
          el("button", { class: "zm-button zm-primary" }, this.text("edit.keep")),
          draft.drawn &&
            draft.op !== "withdraw" &&
            draft.op !== "note" &&
            this.button(this.text("edit.shape"), () => this.draw(draft)),
          this.button(this.text("edit.discard"), () => this.abandon()),
        ),
      );
      form.addEventListener("invalid", showRefused, { capture: true });
      if (draft.op === "withdraw" || draft.op === "note") form.querySelector("textarea")!.required = true;
      this.put(this.text(`edit.op_${draft.op}`), form);
    });
  }

  private changeOf(draft: Draft): Change | null {
    const { op, target, drawn, instead } = draft;
    const id = instead?.id ?? uuid();
    const layer = this.app.layers[target.layer]!.name;
    const own = target.id || `new-${id}`;
    const earlier = this.changes.now.filter((one) => one !== instead && one.layer === layer && one.target === own);
    const after = instead?.after ?? earlier.map((one) => one.id);
    const change: Change = { id, op, edition: editionId(this.app), layer, target: own, after };
    const set = differing(draft.before, draft.values);
    if (op === "add" || (op === "correct" && Object.keys(set).length > 0)) change.set = set;
    if (drawn && (op === "add" || (op === "correct" && draft.isMoved))) {
      change.geometry = toGeometry(drawn);
      if (drawn.form === "Circle") change.radius_m = drawn.radius_m;
      if (drawn.entered.length > 0) change.entered = drawn.entered;
    }
    if (op === "cut" || op === "split") change.knife = toGeometry(drawn!);
    if (op === "note") change.text = draft.text;
    else if (draft.because) change.because = draft.because;
    return op === "correct" && !change.set && !change.geometry ? null : change;
  }

  private keep(draft: Draft): void {
    const change = this.changeOf(draft);
    const { now } = this.changes;
    this.draft = null;
    if (change) {
      this.changes.set(draft.instead ? now.map((one) => (one === draft.instead ? change : one)) : [...now, change]);
    }
    this.show(() => this.home());
    this.root.querySelector<HTMLElement>(".zm-primary")?.focus(); // a file is offered after each
    this.app.announce(this.app.words.plural("edit.unsaved", this.unsaved));
  }

  private async save(): Promise<void> {
    const { now } = this.changes;
    const refused = this.root.querySelector<HTMLInputElement>(":invalid");
    if (refused) return void refused.reportValidity();
    const name = fileName(`${this.app.data.settings.title} ${new Date().toISOString().slice(0, 16)}`, "zonemark.json");
    const text = written(this.app, now, this.earlier, this.maker);
    if (this.app.send === null) download(new Blob([text], { type: "application/json" }), name);
    else if (!(await this.app.send(text))) return;
    for (const { id } of now) this.saved.add(id);
    this.changes.seal();
    this.show(() => this.home());
    this.said.textContent = this.text("ui.save_done", { file: name });
  }

  // Files of the reader's own.

  async take(files: Iterable<File>): Promise<void> {
    this.open();
    for (const file of Array.from(files)) {
      try {
        if (file.size > MOST_BYTES) throw new Fault("edit.why_large");
        this.takeText(file.name, new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
      } catch (fault) {
        const [key, at] = fault instanceof Fault ? [fault.message, fault.at] : ["edit.why_damaged", String(fault)];
        this.said.textContent = this.text("edit.not_read", { file: file.name, why: this.text(key, { at }) });
      }
    }
  }

  private takeText(name: string, text: string): void {
    const contribution = readContribution(text);
    if (contribution) {
      const here = new Set(this.changes.now.map(({ id }) => id));
      this.earlier = { ...this.earlier, ...contribution.editions };
      for (const { id } of contribution.changes) this.saved.add(id);
      this.changes.set([...this.changes.now, ...contribution.changes.filter(({ id }) => !here.has(id))]);
      this.changes.seal();
    } else {
      const file: OwnFile = new OwnFile(this.app, name, readFile(this.app, text), (one) => this.showOwn(file, one));
      this.files.push(file);
      file.show();
    }
    if (!this.draft) this.show(() => this.home());
  }

  /** What was drawn, clicked on the map. */
  private openChange(one: Change): void {
    const target = recordOf(this.app, one.layer, one.target);
    this.open();
    if (target && !this.draft) this.show(() => this.choose(target));
  }

  private drawMarks(): void {
    const { draft } = this;
    const show = (drawn: Drawn, isKnife: boolean, one?: Change) => {
      for (const line of outline(drawn, isKnife ? KNIFE : undefined, !!one)) {
        if (one) openOnClick(this.app, line, () => this.openChange(one));
        this.marks.addLayer(line);
      }
    };
    this.marks.clearLayers();
    for (const one of this.changes.now) {
      const shape = one.geometry ?? one.knife;
      const drawn = shape && one !== draft?.instead && fromGeometry(shape, one.radius_m);
      if (drawn) show(drawn, !!one.knife, one);
    }
    if (draft?.drawn && !this.drawing && draft.isMoved) show(draft.drawn, KNIVES.includes(draft.op));
    this.app.tell("besides");
  }
}

function differing(before: Values, now: Values): { [field: string]: [Values[string], Values[string]] } {
  const names = Object.keys(now).filter((name) => (now[name] ?? null) !== (before[name] ?? null));
  return Object.fromEntries(names.map((name) => [name, [before[name] ?? null, now[name] ?? null]]));
}
