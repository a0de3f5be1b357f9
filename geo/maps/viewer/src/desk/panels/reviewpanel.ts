// Review: what readers of a map drew and corrected, each change with the record before and after it on the map, and what is
// decided of it. What says more of a danger is in force at once; what says less waits here.

import type { Geometry } from "geojson";
import { MOST_OF_REASON, textOf } from "../../edit/longest.ts";
import { area_m2 } from "../../engine/geodesy.ts";
import { bdi, el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import type { Panel } from "../panels.ts";
import { button, buttons, fold, help, labelled } from "../parts.ts";
import { BothStates } from "./bothstates.ts";

export interface Change {
  key: string;
  op: string;
  layer: string;
  id: string;
  name: string;
  kind: string;
  set: { [field: string]: [old: unknown, next: unknown] };
  before: Geometry | null;
  after: Geometry | null;
  knife: Geometry | null;
  text: string;
  because: string;
  maker: string;
  on: string;
  fate: string;
  why: string;
  /** What somebody decided about it, if anybody did. */
  decided: { verdict: string; by: string; on: string; because: string } | null;
}

export interface Reviewed {
  waiting: Change[];
  decided: Change[];
  conflicts: { layer: string; id: string; field: string; values: unknown[] }[];
}

export class ReviewPanel implements Panel {
  readonly root = el("div", {});
  private readonly states: BothStates;
  private review: Reviewed | null = null;

  constructor(private readonly frame: Frame) {
    this.states = new BothStates(frame);
  }

  async enter(): Promise<void> {
    this.review = await this.frame.work.read<Reviewed>("review");
    this.render();
    if (this.review) this.frame.app.announce(this.waits(this.review));
  }

  leave(): void {
    this.states.clear();
  }

  private waits({ waiting }: Reviewed): string {
    return waiting.length === 0
      ? this.frame.text("nothing_waits")
      : this.frame.app.words.text("warning.contributed", { n: waiting.length });
  }

  render(): void {
    const { frame, review } = this;
    if (review === null) return fill(this.root);
    const { waiting, decided, conflicts } = review;
    fill(
      this.root,
      el("p", {}, this.waits(review)),
      help(frame.text("review_help")),
      ...waiting.map((one) => this.change(one, true)),
      conflicts.length > 0 &&
        fold(
          "conflicts",
          frame.text("conflicts", { n: conflicts.length }),
          el(
            "ul",
            { class: "zm-desk-problems" },
            ...conflicts.map(({ id, field, values }) =>
              el(
                "li",
                {},
                el("div", {}, bdi(`${id} · ${frame.app.words.field(field)}: ${values.map(plain).join(" / ")}`)),
              ),
            ),
          ),
        ),
      decided.length > 0 &&
        fold("decided", frame.text("decided", { n: decided.length }), ...decided.map((one) => this.change(one, false))),
    );
  }

  private change(change: Change, isWaiting: boolean): HTMLElement {
    const { frame } = this;
    const { words } = frame.app;
    const { before, after, knife } = change;
    const by = [change.maker, words.date(change.on.slice(0, 10))].filter(Boolean).join(" · ");
    const told = Object.entries(change.set).map(([field, [old, next]]) => this.line(change.kind, field, old, next));
    const [was, is] = [landOf(before), landOf(after)];
    if (was && is && was !== is) told.push(this.fact(words.text("field.area"), words.area(was), words.area(is)));
    const name = `${words.text(`edit.op_${change.op}`)}: ${change.name || change.id}`;
    return el(
      "article",
      { class: "zm-desk-change", "aria-label": name, "data-key": change.key },
      el("h3", {}, bdi(name)),
      by !== "" && el("p", { class: "zm-help" }, bdi(by)),
      !isWaiting && this.fate(change),
      told.length > 0 && el("dl", { class: "zm-facts" }, ...told),
      change.text !== "" && el("p", {}, bdi(change.text)),
      change.because !== "" && this.because(change.because),
      change.why !== "" && el("p", { class: "zm-help" }, bdi(change.why)),
      (before ?? after ?? knife) && buttons(button(words.text("ui.card_zoom"), () => this.states.show(change))),
      isWaiting
        ? this.deciding(change)
        : buttons(button(frame.text("undecide"), () => void this.decide("undecided", change, ""))),
    );
  }

  private because(told: string): HTMLElement {
    return el("p", {}, `${this.frame.text("because")} `, bdi(told));
  }

  /** What became of it; where that was decided, by whom, when and why. */
  private fate({ fate, decided }: Change): HTMLElement {
    const { frame } = this;
    const said = [frame.text(`fate_${fate}`), decided?.by, decided && frame.app.words.date(decided.on.slice(0, 10))];
    return el(
      "div",
      { class: "zm-desk-fate" },
      el("p", {}, bdi(said.filter(Boolean).join(" · "))),
      decided && decided.because !== "" && this.because(decided.because),
    );
  }

  private line(kind: string, field: string, old: unknown, next: unknown): HTMLElement {
    const { words } = this.frame.app;
    const told = (value: unknown) =>
      value === null ? words.text("ui.not_recorded") : words.value(field, plain(value));
    return this.fact(words.field(field, kind), told(old), told(next));
  }

  private fact(name: string, old: string, next: string): HTMLElement {
    const both = [el("del", {}, bdi(old)), " → ", el("ins", {}, bdi(next))];
    return el("div", {}, el("dt", {}, name), el("dd", {}, ...both));
  }

  private deciding(change: Change): HTMLElement {
    const { frame } = this;
    const reason = el("textarea", { class: "zm-input", rows: 2, dir: "auto" });
    const read = () => textOf(reason, MOST_OF_REASON, frame.app.words);
    reason.addEventListener("input", read);
    const decide = (verdict: "accept" | "reject") => {
      const because = read();
      if (because === "") reason.value = ""; // spaces are no reason
      reason.required = verdict === "reject";
      if (reason.reportValidity()) void this.decide(verdict, change, because);
    };
    return el(
      "div",
      {},
      labelled(frame.text("reason"), reason),
      buttons(
        button(frame.text("accept"), () => decide("accept"), null, true),
        button(frame.text("reject"), () => decide("reject")),
      ),
    );
  }

  private async decide(verdict: string, { key }: Change, because: string): Promise<void> {
    const review = await this.frame.work.write<Reviewed>("decide", { verdict, ids: [key], because });
    if (review) this.frame.reload(this.frame.text(verdict === "undecided" ? "done" : `${verdict}ed`));
  }
}

/** The land of an area in square metres; 0 of what is none. */
function landOf(shape: Geometry | null): number {
  return shape === null ? 0 : area_m2(shape);
}

function plain(value: unknown): string {
  return value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
