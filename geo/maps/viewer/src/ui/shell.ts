// The frame of the page: heading, warning strip, panel with its tabs, the map, the foot. Wide pages have the panel at
// the inline start; narrow ones have it as a sheet of three heights under the map, low ones beside the map or, where that
// has no room either, below it on a page that scrolls.

import * as L from "leaflet";
import type { App, Part, TabName } from "./app.ts";
import { fill, el, bdi } from "./dom.ts";
import { heading, strip } from "./heading.ts";
import { foot } from "./foot.ts";
import { icon, type Icon } from "./icons.ts";
import { mapButtons } from "./map/mapbuttons.ts";
import { skipLinks } from "./focus/skip.ts";

const TABS: readonly TabName[] = ["layers", "find", "near", "records", "numbers"];
const HEIGHTS = ["handle", "half", "full"] as const;
type Height = (typeof HEIGHTS)[number];

export class Shell {
  readonly panel = el("section", { class: "zm-panel" });
  readonly mapBox = el("main", { class: "zm-mapbox" });
  readonly wide = window.matchMedia("(min-width: 900px)");
  /** As in narrow.css. */
  private readonly sheet = window.matchMedia("(max-width: 899.98px) and (min-height: 540px)");
  private readonly tabs = new Map<TabName, HTMLButtonElement>();
  private readonly handle = el("button", { type: "button", class: "zm-handle" });
  private readonly sheetLine = el("p", { class: "zm-sheetline" });
  private readonly tabList = el("div", { class: "zm-tabs", role: "tablist" });
  private readonly watermark = el("div", { class: "zm-watermark", "aria-hidden": "true" });
  private current: TabName = "layers";
  private height: Height = "half";
  private guest: HTMLElement | null = null;
  private isFurnished = false;

  constructor(
    private readonly app: App,
    private readonly panes: { [tab in TabName]: Part },
    private readonly card: Part,
    tools: Part,
    failure: HTMLElement,
  ) {
    const container = app.map.getContainer();
    const head = heading(app, tools);
    const warning = strip(app);
    const buttons = mapButtons(app);
    const foots = foot(app);
    const skip = skipLinks(app);
    this.mapBox.append(container, this.watermark, buttons.root);
    this.buildPanel();
    app.root.prepend(
      skip.root,
      failure,
      head.root,
      warning.root,
      el("div", { class: "zm-body" }, this.panel, this.mapBox),
      foots.root,
    );
    document.body.append(app.root);
    app.showTab = (name, focus) => this.show(name, focus);
    app.furnish = () => this.furnish();
    app.makeRoom = () => !this.wide.matches && this.height === "full" && this.setHeight("half");
    app.takePanel = (guest) => this.takeGuest(guest);
    for (const part of [this, skip, head, warning, buttons, foots, card, tools])
      app.on("language", () => part.render());
    for (const part of Object.values(panes)) app.on("language", () => this.isFurnished && part.render());
    app.on("record", () => this.placeCard());
    this.wide.addEventListener("change", () => {
      this.placeCard();
      app.tell("width");
    });
    const placeCounts = () =>
      (this.sheet.matches ? this.sheetLine : head.root.querySelector(".zm-subtitle")!).append(head.counted);
    placeCounts();
    this.sheet.addEventListener("change", placeCounts);
    this.followSize();
    document.addEventListener("keydown", (event) => this.escape(event));
    this.placeCard();
    this.setHeight("handle");
    this.select("layers"); // written when the page is given its language
  }

  // Part by part, so that a finger on the map is heard in between.
  private async furnish(): Promise<void> {
    if (this.isFurnished) return;
    this.isFurnished = true;
    for (const part of Object.values(this.panes)) {
      part.render();
      await this.app.engine.quiet();
    }
  }

  // The map's box also changes without the window changing (a sheet that is pulled up); and while a sheet of paper is
  // printed the window changes and the map's box is gone, which must not move the map.
  private followSize(): void {
    const { map, engine } = this.app;
    L.DomEvent.off(
      window as unknown as HTMLElement,
      "resize",
      map["_onResize" as keyof L.Map] as L.DomEvent.EventHandlerFn,
      map,
    );
    // The heading may take another line when its counts are known, and a phone may be turned: as long as nobody has moved
    // anything, all that was in view stays in view.
    let opened: { centre: L.LatLng; zoom: number } | null = null;
    const open = () => (opened = { centre: map.getCenter(), zoom: map.getZoom() });
    if (this.app.data.settings["keepView"] !== true) this.app.on("shown", open);
    for (const touch of ["pointerdown", "keydown", "wheel"])
      document.addEventListener(touch, () => (opened = null), { capture: true, passive: true });
    new ResizeObserver(() => {
      if (this.mapBox.clientWidth === 0 || this.mapBox.clientHeight === 0) return;
      const isAsOpened = opened?.zoom === map.getZoom() && opened.centre.equals(map.getCenter());
      map.invalidateSize({ pan: false });
      if (!isAsOpened) return;
      engine.fit("first", false);
      open();
    }).observe(this.mapBox);
  }

  render(): void {
    const { words } = this.app;
    this.panel.setAttribute("aria-label", words.text("ui.panel"));
    this.tabList.setAttribute("aria-label", words.text("ui.tabs"));
    const container = this.app.map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", words.text("ui.map_help"));
    for (const [name, tab] of this.tabs) {
      fill(tab, icon(name as Icon), el("span", {}, words.text(`ui.tab_${name}`)));
    }
    const next = HEIGHTS[(HEIGHTS.indexOf(this.height) + 1) % HEIGHTS.length]!;
    this.handle.setAttribute("aria-label", words.text(`ui.sheet_${next}`));
    this.renderWatermark();
  }

  private renderWatermark(): void {
    this.watermark.replaceChildren();
    if (!this.app.data.settings.fictitious) return;
    for (let i = 0; i < 12; i++) this.watermark.append(el("span", {}, this.app.words.text("warning.fictitious")));
  }

  private buildPanel(): void {
    this.handle.addEventListener("click", () => this.stepHeight());
    this.dragHandle();
    for (const name of TABS) {
      const tab = el("button", {
        type: "button",
        role: "tab",
        id: `zm-tab-${name}`,
        "aria-controls": `zm-pane-${name}`,
        on: { click: () => this.show(name), keydown: (event) => this.tabKeys(event) },
      });
      this.tabs.set(name, tab);
      this.tabList.append(tab);
      const pane = this.panes[name].root;
      pane.id = `zm-pane-${name}`;
      pane.classList.add("zm-pane");
      pane.setAttribute("role", "tabpanel");
      pane.setAttribute("aria-labelledby", tab.id);
      pane.tabIndex = -1;
    }
    this.panel.append(this.handle, this.sheetLine, this.tabList, ...TABS.map((name) => this.panes[name].root));
  }

  private select(name: TabName): void {
    this.current = name;
    for (const [one, tab] of this.tabs) {
      const selected = one === name;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      this.panes[one].root.hidden = !selected;
    }
  }

  show(name: TabName, focus = false): void {
    const changed = this.current !== name;
    this.select(name);
    if (!this.wide.matches) {
      if (this.height === "handle") this.setHeight("half");
      if (changed) this.app.closeRecord();
    }
    this.panes[name].render();
    if (focus) this.tabs.get(name)!.focus();
  }

  private tabKeys(event: KeyboardEvent): void {
    const forward = this.app.words.direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = this.app.words.direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const at = TABS.indexOf(this.current);
    const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.show(TABS[(to + TABS.length) % TABS.length]!, true);
  }

  // On a wide page the card lies over the map; on a narrow one it takes the place of the panes in the sheet.
  private placeCard(): void {
    const open = this.app.open !== null;
    const host = this.wide.matches ? this.mapBox : this.panel;
    if (this.card.root.parentElement !== host) host.append(this.card.root);
    this.panel.classList.toggle("zm-has-card", open && !this.wide.matches);
    if (open && !this.wide.matches && this.height === "handle") this.setHeight("half");
  }

  private takeGuest(guest: HTMLElement | null): void {
    this.guest?.remove();
    this.guest = guest;
    if (guest) this.panel.append(guest);
    this.panel.classList.toggle("zm-has-guest", guest !== null);
    if (guest && !this.wide.matches && this.height === "handle") this.setHeight("half");
  }

  private setHeight(height: Height): void {
    this.height = height;
    this.panel.dataset.height = height;
    this.app.root.dataset.sheet = height;
    const next = HEIGHTS[(HEIGHTS.indexOf(height) + 1) % HEIGHTS.length]!;
    this.handle.setAttribute("aria-label", this.app.words.text(`ui.sheet_${next}`));
  }

  private stepHeight(): void {
    this.setHeight(HEIGHTS[(HEIGHTS.indexOf(this.height) + 1) % HEIGHTS.length]!);
  }

  // The handle also follows a finger: up is higher, down is lower.
  private dragHandle(): void {
    let from: number | null = null;
    this.handle.addEventListener("pointerdown", (event) => {
      from = event.clientY;
      this.handle.setPointerCapture(event.pointerId);
    });
    this.handle.addEventListener("pointerup", (event) => {
      const moved = from === null ? 0 : event.clientY - from;
      from = null;
      if (Math.abs(moved) < 24) return;
      const step = HEIGHTS.indexOf(this.height) + (moved < 0 ? 1 : -1);
      this.setHeight(HEIGHTS[Math.max(0, Math.min(HEIGHTS.length - 1, step))]!);
      this.handle.addEventListener("click", (click) => click.stopImmediatePropagation(), { once: true, capture: true });
    });
  }

  private escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || document.querySelector("dialog[open]") !== null) return;
    if (this.app.currentMode !== null) this.app.setMode(null);
    else if (this.app.open !== null) this.app.closeRecord();
  }
}

/** The title of the map as its maker wrote it. */
export function mapTitle(app: App): HTMLElement {
  return bdi(app.data.settings.title || app.words.text("ui.map"));
}
