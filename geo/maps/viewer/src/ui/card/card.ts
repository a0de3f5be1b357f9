// The card of one record: what is known of it in the order of its kind, then where it is, then in one line what is not
// recorded, because a missing line would look like a line that is not needed; then everything, folded.

import { doubtsOf } from "../../doubt.ts";
import { kindOf } from "../../kinds.ts";
import { accuracyOf } from "../../engine/draw/classes.ts";
import { formatPosition, POSITION_FORMATS, VAGUE_M } from "../../positions/positions.ts";
import type { RecordRef } from "../../model.ts";
import type { App, Part } from "../app.ts";
import { add, bdi, el, fill } from "../dom.ts";
import { idOf, isMissing, nameOf, reasonKey, valueOf, wordsFor } from "./facts.ts";
import { isFocusLost, Opener } from "../focus/opener.ts";
import { icon } from "../icons.ts";
import { whereText } from "../map/ground.ts";
import { copyText } from "./copying.ts";
import { factLine, facts } from "./known.ts";
import { landSection } from "./landsection.ts";
import { symbolOf } from "../tabs/legend.ts";
import { recordRow } from "../tabs/reflist.ts";
import { relatedTo } from "./related.ts";
import { turningPoints } from "./vertices.ts";
import { plainText, type Words } from "../words.ts";

export class Card implements Part {
  readonly root = el("article", { class: "zm-card", tabindex: -1, hidden: true });
  private readonly opener = new Opener();

  constructor(private readonly app: App) {
    app.on("record", () => this.opened());
  }

  private opened(): void {
    const { open, map } = this.app;
    const had = this.root.contains(document.activeElement); // hiding it takes the focus away
    if (open !== null && this.root.hidden) this.opener.remember(open.refs[open.at]);
    this.render();
    if (open !== null) {
      this.root.focus({ preventScroll: true });
      this.root.scrollIntoView({ block: "nearest" });
    }
    // Whoever closes it may put the focus elsewhere, and what is under it on a narrow page is seen only after this.
    else if (had) queueMicrotask(() => isFocusLost() && this.opener.giveBack(map.getContainer()));
  }

  render(): void {
    const { open, words } = this.app;
    this.root.hidden = open === null;
    if (open === null) return this.root.replaceChildren();
    const ref = open.refs[open.at]!;
    const layer = this.app.layerOf(ref);
    const { known, missing } = facts(this.app, ref);
    this.root.setAttribute("aria-label", `${words.text("ui.card")}: ${this.app.title(ref)}`);
    fill(
      this.root,
      this.bar(open.refs.length, open.at),
      this.heading(ref),
      this.doubt(ref),
      this.gone(ref),
      this.unplaced(ref),
      this.where(ref),
      known,
      this.position(ref),
      landSection(this.app, ref),
      this.related(ref),
      missing,
      turningPoints(this.app, ref),
      this.everything(ref),
      this.app.contribute &&
        idOf(layer, ref.record) !== "" &&
        this.action("edit.title", () => this.app.contribute!(ref)),
      el("p", { class: "zm-closing" }, words.text("warning.absence_nearby")),
    );
    this.root.scrollTop = 0;
  }

  private bar(total: number, at: number): HTMLElement {
    const { words } = this.app;
    const step = (by: number) => () => this.app.openRecords(this.app.open!.refs, (at + by + total) % total);
    const button = (name: "previous" | "next" | "close", key: string, act: () => void) => {
      const text = words.text(key);
      return el(
        "button",
        { type: "button", class: "zm-iconbutton", title: text, "aria-label": text, on: { click: act } },
        icon(name),
      );
    };
    const pager =
      total > 1
        ? el(
            "div",
            { class: "zm-pager" },
            button("previous", "ui.card_previous", step(-1)),
            el("span", { "aria-live": "polite" }, words.text("ui.card_pager", { n: at + 1, total })),
            button("next", "ui.card_next", step(1)),
          )
        : null;
    return el(
      "div",
      { class: "zm-cardbar" },
      pager,
      button("close", "ui.close", () => this.app.closeRecord()),
    );
  }

  private heading(ref: RecordRef): HTMLElement {
    const layer = this.app.layerOf(ref);
    const id = idOf(layer, ref.record);
    const name = nameOf(layer, ref.record, this.app.words.language);
    const under = el("p", { class: "zm-kind" }, this.kindInWords(ref), " · ", bdi(layer.title));
    if (id !== "" && id !== name) add(under, " · ", bdi(id));
    return el(
      "div",
      { class: "zm-cardheading" },
      el("h2", {}, symbolOf(this.app, ref), bdi(this.app.title(ref))),
      under,
      this.released(ref),
    );
  }

  /** Kind of place, type and status; of a hazard without abbreviations. */
  private kindInWords(ref: RecordRef): string {
    const { app } = this;
    const [kind, type, status] = app.engine.classOf(ref).split("/");
    if (kindOf(kind!).symbol.family !== "hazard" || type === "own") return app.kindText(ref);
    const { words } = app;
    const text = words.list([words.value("area_type", type!), words.value("status", status!)]);
    const gone = app.goneSince(ref) === null ? "" : words.text("ui.gone_short");
    return [app.settingText(ref), text, gone, ...app.lately(ref)].filter(Boolean).join(" · ");
  }

  // Land is never "safe": it was cleared to a depth on a date, and an unknown depth or date is said.
  private released(ref: RecordRef): HTMLElement | null {
    const layer = this.app.layerOf(ref);
    if (layer.kind !== "releases" || valueOf(layer, ref.record, "product") !== "cleared") return null;
    const { words } = this.app;
    const said = (field: string) =>
      wordsFor(words, field, valueOf(layer, ref.record, field)) ?? words.text("ui.not_recorded");
    return el(
      "p",
      { class: "zm-cleared" },
      words.text("ui.cleared_to", { depth: said("depth_m"), date: said("completed_on") }),
    );
  }

  private doubt(ref: RecordRef): HTMLElement | null {
    const code = doubtsOf(this.app.layerOf(ref)).get(ref.record);
    if (code === undefined) return null;
    const { words } = this.app;
    const why = words.text(words.has(`doubt.${code}`) ? `doubt.${code}` : "doubt.other");
    return el("p", { class: "zm-note zm-doubt" }, `${words.text("ui.position_in_doubt")} ${why}`);
  }

  private gone(ref: RecordRef): HTMLElement | null {
    const date = this.app.goneSince(ref);
    return date === null ? null : el("p", { class: "zm-note" }, this.app.words.text("ui.gone_since", { date }));
  }

  private unplaced(ref: RecordRef): HTMLElement | null {
    const layer = this.app.layerOf(ref);
    const listed = layer.notDrawn.find((one) => one.record === ref.record);
    if (listed === undefined) return null;
    const { words } = this.app;
    const box = el(
      "p",
      { class: "zm-note" },
      words.text("warning.no_position"),
      " ",
      words.text(reasonKey(layer, ref.record, listed.reason)),
    );
    const entered = listed.entered ?? plainText(valueOf(layer, ref.record, "position_entered"));
    if (entered !== "") add(box, el("br"), bdi(entered.slice(0, 500)));
    return box;
  }

  private where(ref: RecordRef): HTMLElement | null {
    const layer = this.app.layerOf(ref);
    const at = layer.geometry.anchor(ref.record);
    const text = at === null ? "" : whereText(this.app, at[0], at[1], accuracyOf(layer, ref.record));
    return text === "" ? null : el("p", { class: "zm-where" }, bdi(text));
  }

  private position(ref: RecordRef): HTMLElement | null {
    const layer = this.app.layerOf(ref);
    const at = layer.geometry.anchor(ref.record);
    if (at === null) return null;
    const { words } = this.app;
    const type = layer.geometry.typeOf(ref.record);
    const accuracy = accuracyOf(layer, ref.record);
    // A few metres that only the digits leave open are nothing that anybody has said.
    const isStated = !isMissing(valueOf(layer, ref.record, "position_accuracy_m"));
    return el(
      "section",
      {},
      el("h3", {}, words.text("ui.card_position")),
      type === "Point" ? null : el("p", { class: "zm-help" }, words.text("ui.card_position_of")),
      accuracy !== null &&
        (isStated || accuracy >= VAGUE_M) &&
        el("p", { class: "zm-note" }, accuracyText(words, accuracy)),
      positionTable(this.app, at[0], at[1], accuracy, true),
      el(
        "div",
        { class: "zm-buttons" },
        this.action("ui.card_zoom", () => this.app.moveTo(ref)),
        this.action("ui.card_near", () => this.app.showNear(at[0], at[1], accuracy)),
      ),
    );
  }

  // A release takes land away from a hazard: each leads to the other.
  private related(ref: RecordRef): HTMLElement | null {
    const refs = relatedTo(this.app.layers, ref);
    if (refs.length === 0) return null;
    const rows = refs.map((one) => {
      const row = el("button", {
        type: "button",
        class: "zm-listbutton",
        on: { click: () => this.app.openRecords([one]) },
      });
      recordRow(this.app, row, one);
      return el("li", {}, row);
    });
    return el(
      "section",
      {},
      el("h3", {}, this.app.words.text("ui.card_related")),
      el("ul", { class: "zm-results" }, ...rows),
    );
  }

  private action(key: string, act: () => void): HTMLElement {
    return el("button", { type: "button", class: "zm-button", on: { click: act } }, this.app.words.text(key));
  }

  // Every column there is, those of someone else's file too, under the names they came with.
  private everything(ref: RecordRef): HTMLElement {
    const { words } = this.app;
    const layer = this.app.layerOf(ref);
    const list = el("dl", { class: "zm-facts" });
    const fold = el("details", { class: "zm-fold" }, el("summary", {}, words.text("ui.card_everything")), list);
    fold.addEventListener("toggle", () => {
      if (!fold.open || list.childElementCount > 0) return;
      for (const column of layer.columns) {
        const value = column.get(ref.record);
        const text = wordsFor(words, column.name, value);
        list.append(factLine(words, bdi(words.field(column.name, layer.kind)), isMissing(value) ? null : text));
      }
    });
    return fold;
  }
}

/** What is known of a position, in words: how far off it can be, or that it is the centre of a circle and no place. */
export function accuracyText(words: Words, accuracy_m: number): string {
  const key = accuracy_m >= VAGUE_M ? "ui.position_circle" : "ui.position_within";
  return words.text(key, { distance: words.distance(accuracy_m) });
}

/** A position in all formats, to the digits that its accuracy bears, each with a button that copies it. What is copied of
 * a vague position says that it is one: the words are lost on the way to whoever is sent there. `folded`: all but the
 * first. */
export function positionTable(
  app: App,
  lon: number,
  lat: number,
  accuracy_m: number | null = null,
  folded = false,
): HTMLElement {
  const { words } = app;
  const copied = (text: string) =>
    accuracy_m !== null && accuracy_m >= VAGUE_M ? `${text} (${accuracyText(words, accuracy_m)})` : text;
  const lines = POSITION_FORMATS.flatMap((format) => {
    const text = formatPosition(lon, lat, format, accuracy_m);
    return text === "" ? [] : [positionLine(app, words.text(`ui.format_${format}`), text, copied(text))];
  });
  const list = (shown: HTMLElement[]) => el("dl", { class: "zm-facts zm-positions" }, ...shown);
  if (!folded) return list(lines);
  const others = el(
    "details",
    { class: "zm-formats" },
    el("summary", {}, words.text("ui.other_formats")),
    list(lines.slice(1)),
  );
  return el("div", {}, list(lines.slice(0, 1)), others);
}

function positionLine(app: App, name: string, text: string, copied: string): HTMLElement {
  const { words } = app;
  const copy = el(
    "button",
    {
      type: "button",
      class: "zm-iconbutton",
      title: words.text("ui.copy"),
      "aria-label": words.text("ui.copy_what", { what: name }),
    },
    icon("copy"),
  );
  copy.addEventListener("click", () => void copyText(app, copied));
  return el("div", {}, el("dt", {}, name), el("dd", {}, el("bdi", { dir: "ltr" }, text), copy));
}
