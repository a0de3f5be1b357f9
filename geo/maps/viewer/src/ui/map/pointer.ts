// What the pointer says before anything is pressed: a hand and a halo over what can be opened, and one line of words. A
// record that is pointed at, or has the focus, lights up on the map and in the list that is seen.

import type * as L from "leaflet";
import type { RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { dateOf, sameRecord } from "../card/facts.ts";
import { bdi, el, fill } from "../dom.ts";
import { refOf, rowName } from "../focus/opener.ts";

const BESIDE_PX = 14;

export class Pointer {
  /** Beside the pointer only, and said in the card: nothing for a screen reader. */
  private readonly line = el("div", { class: "zm-tip", hidden: true, "aria-hidden": "true" });
  private readonly container: HTMLElement;
  private waiting = 0;
  private lit: RecordRef | null = null;

  constructor(private readonly app: App) {
    const { map } = app;
    this.container = map.getContainer();
    this.container.append(this.line);
    // A finger has no place where it rests without pressing.
    if (!window.matchMedia("(hover: hover)").matches) return;
    map.on("mousemove", (event) => this.later(event as L.LeafletMouseEvent));
    map.on("mouseout movestart zoomstart", () => this.leave());
    this.followRows();
  }

  private later(event: L.LeafletMouseEvent): void {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.over(event));
  }

  private over({ latlng, containerPoint, originalEvent }: L.LeafletMouseEvent): void {
    const isOverMap = (originalEvent.target as Element).closest(".leaflet-control, .zm-tip") === null;
    const isFree = isOverMap && this.app.currentMode === null && originalEvent.buttons === 0;
    const group = isFree ? this.app.engine.groupAt(latlng.lng, latlng.lat) : null;
    const hits = isFree && group === null ? this.app.engine.hits(latlng.lng, latlng.lat) : [];
    if (group === null && hits.length === 0) return this.leave();
    this.container.classList.add("zm-overrecord");
    this.light(hits[0] ?? null);
    fill(this.line, ...(group === null ? this.words(hits) : [this.app.words.plural("ui.records", group.length)]));
    this.line.hidden = false;
    this.put(containerPoint);
  }

  /** "Stepanakert: clearance report · 20 May 2022 · 2 more here" */
  private words(hits: RecordRef[]): (Node | string)[] {
    const { app } = this;
    const ref = hits[0]!;
    const date = dateOf(app.layerOf(ref), ref.record);
    const told: (Node | string)[] = [bdi(app.title(ref))];
    for (const text of [
      app.kindText(ref),
      date === null ? "" : app.words.date(date),
      hits.length > 1 ? app.words.text("ui.more_here", { n: hits.length - 1 }) : "",
    ])
      if (text !== "") told.push(" · ", text);
    return told;
  }

  /** Beside the pointer, on the side where there is room. */
  private put({ x, y }: L.Point): void {
    const { clientWidth, clientHeight } = this.container;
    const { offsetWidth, offsetHeight } = this.line;
    const left = x + BESIDE_PX + offsetWidth > clientWidth ? x - BESIDE_PX - offsetWidth : x + BESIDE_PX;
    const top = y + BESIDE_PX + offsetHeight > clientHeight ? y - BESIDE_PX - offsetHeight : y + BESIDE_PX;
    this.line.style.left = `${Math.max(0, left)}px`;
    this.line.style.top = `${Math.max(0, top)}px`;
  }

  private leave(): void {
    cancelAnimationFrame(this.waiting);
    this.line.hidden = true;
    this.container.classList.remove("zm-overrecord");
    this.light(null);
  }

  private followRows(): void {
    const { root } = this.app;
    const over = ({ target }: Event) => {
      if (this.container.contains(target as Node)) return; // there the pointer itself tells
      const row = (target as Element).closest<HTMLElement>("[data-record]");
      this.light(row ? refOf(row.dataset.record!) : null);
    };
    const panel = root.querySelector(".zm-body");
    for (const kind of ["mouseover", "focusin"]) panel?.addEventListener(kind, over);
    panel?.addEventListener("mouseleave", () => this.light(null));
  }

  private light(ref: RecordRef | null): void {
    if (ref === this.lit || sameRecord(ref, this.lit)) return;
    this.lit = ref;
    this.app.engine.pointAt(ref);
    for (const row of document.querySelectorAll(".zm-lit")) row.classList.remove("zm-lit");
    if (ref === null) return;
    for (const row of document.querySelectorAll(`[data-record="${rowName(ref)}"]`)) row.classList.add("zm-lit");
  }
}
