// Review: what readers of a map drew and corrected, each change with the record before and after it on the map, and what is
// decided of it. What says more of a danger is in force at once; what says less waits here.

import type { Geometry } from "geojson";
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
    const name = `${words.text(`edit.op_${change.op}`)}: ${change.name || change.id}`;
    return el(
      "article",
      { class: "zm-desk-change", "aria-label": name, "data-key": change.key },
      el("h3", {}, bdi(name)),
      by !== "" && el("p", { class: "zm-help" }, bdi(by)),
      !isWaiting && el("p", {}, frame.text(`fate_${change.fate}`)),
      told.length > 0 && el("dl", { class: "zm-facts" }, ...told),
      change.text !== "" && el("p", {}, bdi(change.text)),
      change.because !== "" && el("p", {}, `${words.text("edit.because")} `, bdi(change.because)),
      change.why !== "" && el("p", { class: "zm-help" }, bdi(change.why)),
      (before ?? after ?? knife) && buttons(button(words.text("ui.card_zoom"), () => this.states.show(change))),
      isWaiting
        ? this.deciding(change)
        : buttons(button(frame.text("undecide"), () => void this.decide("undecided", change, ""))),
    );
  }

  private line(kind: string, field: string, old: unknown, next: unknown): HTMLElement {
    const { words } = this.frame.app;
    const told = (value: unknown) =>
      value === null ? words.text("ui.not_recorded") : words.value(field, plain(value));
    return el(
      "div",
      {},
      el("dt", {}, words.field(field, kind)),
      el("dd", {}, el("del", {}, bdi(told(old))), " → ", el("ins", {}, bdi(told(next)))),
    );
  }

  private deciding(change: Change): HTMLElement {
    const { frame } = this;
    const reason = el("textarea", { class: "zm-input", rows: 2, dir: "auto", maxlength: 2000 });
    const reject = () => {
      if (reason.value.trim() === "") {
        reason.required = true;
        reason.reportValidity();
        reason.focus();
      } else void this.decide("reject", change, reason.value.trim());
    };
    return el(
      "div",
      {},
      labelled(frame.text("reason"), reason),
      buttons(
        button(frame.text("accept"), () => void this.decide("accept", change, reason.value.trim()), null, true),
        button(frame.text("reject"), reject),
      ),
    );
  }

  private async decide(verdict: string, { key }: Change, because: string): Promise<void> {
    const review = await this.frame.work.write<Reviewed>("decide", { verdict, ids: [key], because });
    if (review) this.frame.reload(this.frame.text(verdict === "undecided" ? "done" : `${verdict}ed`));
  }
}

function plain(value: unknown): string {
  return value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
