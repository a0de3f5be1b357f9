// What the panels of the desk stand in: the bar with their names, the panel in the place of the map's tabs, what is said of
// work that goes on, and the way back after the page has been loaded anew with other records.

import type * as Leaflet from "leaflet";
import type { App } from "../ui/app.ts";
import { bdi, el, fill, speakData, svg } from "../ui/dom.ts";
import { type Icon, icon } from "../ui/icons.ts";
import type { Values } from "../ui/words.ts";
import { button } from "./parts.ts";
import { PANELS, type Panel, type PanelName, panelsOf } from "./panels.ts";
import type { Reviewed } from "./panels/reviewpanel.ts";
import { type Job, Refused, type Server, type Session, Unreachable, type Upload } from "./server.ts";
import type { State } from "./state.ts";
import { Tour } from "./tour.ts";
import { Work } from "./work.ts";

const LOOK_EVERY_MS = 2000;

interface Merged {
  changes: string[];
  review: Reviewed;
}

/** What the page knows again after it has been loaded anew. */
interface Kept {
  said?: string;
  language?: string;
  view?: [lat: number, lon: number, zoom: number];
  files?: object[];
  tour?: number | null;
}

/** Where people live: the room is filled with it, and the world stands there once. */
const WORLD: Leaflet.LatLngBoundsLiteral = [
  [-50, -150],
  [72, 170],
];

/** Into the project, as "save" is out of it. */
const INTO = ["M12 15V3M7 8l5-5 5 5", "M4 15v5h16v-5"];
const ICONS: { [panel in PanelName]?: Icon } = {
  problems: "warning",
  review: "draw",
  layers: "layers",
  map: "pick",
  history: "undo",
};

export class Frame {
  readonly root = el("section", { class: "zm-desk", id: "zm-desk-panel" });
  readonly work: Work;
  private readonly tour: Tour;
  session!: Session;
  /** What was kept of the page before this one. */
  readonly kept: Kept;
  private readonly bar = el("nav", { class: "zm-desk-bar" });
  private readonly tabs = new Map<PanelName, HTMLButtonElement>();
  private readonly heading = el("h2", { tabindex: -1 });
  private readonly said = el("p", { class: "zm-desk-said", role: "status" });
  /** Why the project can only be read. */
  private readonly readOnly = el("p", { class: "zm-note", hidden: true });
  /** What other hands did to its files, which History takes over or undoes. */
  private readonly edited = el("div", { class: "zm-desk-edited", role: "status", hidden: true });
  private edits: string[] = [];
  private readonly body = el("div", { class: "zm-desk-body" });
  private readonly news = el("div", { class: "zm-desk-news", role: "status", hidden: true });
  private panels!: { [name in PanelName]: Panel };
  private open: PanelName | null = null;
  private asked: Promise<State | null> | null = null;
  /** Whether the map shows an earlier state than the project is in: its drawing was cancelled. */
  private isBehind = false;
  /** What another window let be done when this one looked last. */
  private other: Job | null = null;
  private readonly takePanel: App["takePanel"];

  constructor(
    readonly app: App,
    readonly server: Server,
  ) {
    this.kept = (history.state as { desk?: Kept } | null)?.desk ?? {};
    this.takePanel = app.takePanel;
    this.work = new Work(this);
    this.tour = new Tour(this);
    // Whoever gives the panel back gives it to the desk, where that had it before.
    app.takePanel = (guest) => this.takePanel(guest ?? (this.open ? this.root : null));
    app.send = (text) => this.sent(text);
  }

  text(key: string, values: Values = {}): string {
    return this.app.words.text(`desk.${key}`, values);
  }

  plural(key: string, n: number, values: Values = {}): string {
    return this.app.words.plural(`desk.${key}`, n, values);
  }

  async begin(): Promise<void> {
    const { app } = this;
    const languages = app.data.settings.languages;
    const browsers = navigator.languages.map((one) => one.split("-")[0]!);
    const language = this.kept.language ?? browsers.find((one) => languages.includes(one)) ?? app.words.language;
    await this.learn(language);
    this.panels = panelsOf(this);
    if (this.session.lost) this.edits = [this.session.lost]; // before a panel asks for more
    this.build();
    app.speak(language);
    this.render();
    app.on("language", () => void this.learn(app.words.language).then(() => this.render()));
    window.addEventListener("popstate", () => {
      this.remember();
      this.follow();
    });
    this.follow();
    this.showView(this.kept.view);
    if (this.kept.said) this.say(this.kept.said);
    const step = this.kept.tour === undefined ? (this.session.demo ? 0 : null) : this.kept.tour;
    if (step !== null) this.tour.begin(step);
    this.remember();
    void this.look();
  }

  /** Keep which files were dropped, for when the page is loaded again or come back to. */
  remember(): void {
    history.replaceState({ desk: { files: this.panels.files.keep?.() } satisfies Kept }, "");
  }

  /** Take in the texts of a language. */
  private async learn(language: string): Promise<void> {
    this.session = await this.server.session(language);
    Object.assign(this.app.data.settings.catalogues[language]!, this.session.texts);
    speakData(language, this.app.data.settings.languages);
  }

  private build(): void {
    const { app } = this;
    const close = el(
      "button",
      { type: "button", class: "zm-iconbutton", on: { click: () => this.show(null) } },
      icon("close"),
    );
    this.root.append(
      el("div", { class: "zm-cardbar" }, this.heading, close),
      this.tour.root,
      this.said,
      this.readOnly,
      this.work.root,
      this.body,
    );
    for (const name of PANELS) {
      const props = { type: "button", "aria-controls": this.root.id, "data-panel": name };
      const tab = el("button", { ...props, on: { click: () => this.show(this.open === name ? null : name) } });
      this.tabs.set(name, tab);
      this.bar.append(tab);
    }
    app.root.querySelector(".zm-body")!.before(this.news, this.edited);
    app.root.querySelector(".zm-body")!.prepend(this.bar);
    app.root.querySelector(".zm-toolbuttons")!.append(this.stopButton());
    app.root.classList.add("zm-has-desk");
  }

  private stopButton(): HTMLElement {
    const stop = button("", () => void this.stop());
    stop.classList.add("zm-desk-stop");
    return stop;
  }

  render(): void {
    const close = this.root.querySelector(".zm-iconbutton")!;
    close.setAttribute("aria-label", this.app.words.text("ui.close"));
    this.bar.setAttribute("aria-label", this.text("title"));
    this.root.setAttribute("aria-label", this.text("title"));
    this.app.root.querySelector(".zm-desk-stop span")!.textContent = this.text("stop");
    for (const [name, tab] of this.tabs) {
      const drawing = ICONS[name] ? icon(ICONS[name]) : svg(...INTO);
      drawing.classList.add("zm-icon");
      fill(tab, drawing, el("span", {}, this.text(name)));
      tab.setAttribute("aria-expanded", String(name === this.open));
    }
    this.work.render();
    this.tour.render();
    this.renderEdits();
    if (this.open === null) return;
    this.heading.textContent = this.text(this.open);
    void this.panels[this.open].render();
  }

  /** Open a panel, or for null give its place back to the map's own. */
  show(name: PanelName | null, focus = true): void {
    const before = this.open;
    this.open = name;
    this.app.root.classList.toggle("zm-desk-open", name !== null);
    if (before !== name) {
      this.said.textContent = "";
      this.work.clear();
      if (before) this.panels[before].leave?.();
      const address = name ? `#${name}` : location.pathname;
      // The way back leads to the panel before, and not out of the desk.
      if (location.hash !== (name ? address : "")) history.pushState(history.state, "", address);
    }
    const isThere = name !== null && before === name && this.root.isConnected; // to put it there again would lose the focus
    if (name && !isThere) {
      fill(this.body, this.tour.root, this.panels[name].root);
      this.tour.follow(name);
    }
    this.app.closeRecord();
    if (!isThere) this.takePanel(name ? this.root : null);
    this.render();
    if (name) void this.panels[name].enter?.();
    if (!focus) return;
    (name ? this.heading : this.tabs.get(before ?? "files")!).focus({ preventScroll: true });
    if (name) this.root.scrollIntoView({ block: "start" }); // where the panel is a part of a page that scrolls
  }

  /** What was seen before, in the room that the open panel leaves; the whole world where there is nothing yet. */
  private showView(view: Kept["view"]): void {
    const { map, layers } = this.app;
    map.invalidateSize({ pan: false });
    if (view) map.setView([view[0], view[1]], view[2], { animate: false });
    else if (layers.length === 0) map.setView([25, 30], map.getBoundsZoom(WORLD, true), { animate: false });
  }

  private follow(): void {
    const asked = PANELS.find((one) => `#${one}` === location.hash);
    const name = asked ?? (this.app.layers.length === 0 && !this.open ? "files" : undefined);
    if (name !== undefined && name !== this.open) this.show(name, this.kept.said !== undefined);
    else if (location.hash === "" && this.open && this.app.layers.length > 0) this.show(null);
  }

  focusHeading(): void {
    this.heading.focus({ preventScroll: true });
  }

  /** Say what has been done, to all. */
  say(text: string): void {
    this.said.textContent = text;
  }

  /** Load the page anew, with the records as they are now, and say there what has been done. */
  reload(said: string): void {
    const { lat, lng } = this.app.map.getCenter();
    const view: Kept["view"] = this.app.layers.length ? [lat, lng, this.app.map.getZoom()] : undefined;
    const kept: Kept = {
      said,
      language: this.app.words.language,
      view,
      files: this.panels.files.keep?.(),
      tour: this.tour.step,
    };
    this.isBehind = true;
    void this.work.during(async (signal) => {
      // This page stays until the next is there: one that waits would forget what is kept.
      this.work.tell({ step: "drawing", name: "", done: null, of: null });
      while (!signal.aborted && !(await this.server.isDrawn()));
      if (signal.aborted) return this.server.stopDrawing();
      history.replaceState({ desk: kept }, "");
      location.reload();
    });
  }

  /** What the project is now; null where the server did not say. */
  state(): Promise<State | null> {
    this.asked ??= this.work.read<State>("state").then((state) => {
      if (state === null)
        this.asked = null; // it is asked again
      else {
        fill(this.readOnly, bdi(state.read_only));
        this.readOnly.hidden = state.read_only === "";
        this.edits = state.edits.filter((one) => one.is_doubtful).map(({ what }) => what);
        this.renderEdits();
      }
      return state;
    });
    return this.asked;
  }

  /** History lists them itself, with what can be done. */
  private renderEdits(): void {
    this.edited.hidden = this.edits.length === 0 || this.open === "history";
    const [first] = this.edits;
    const show = button(this.text("history"), () => this.show("history"), "undo");
    fill(this.edited, first && el("span", {}, bdi(first)), show);
  }

  /** Why the page itself does not do something, as the server would say it. */
  refusal(what: string): Refused {
    return new Refused({ kind: "", what, remedy: "", option: "", doubts: [] });
  }

  /** Hand a file over to the server. Throws Refused for one that cannot be taken in. */
  async upload(file: File, signal: AbortSignal): Promise<Upload> {
    const refused = (key: string) => this.refusal(`${file.name}: ${this.text(key)}`);
    if (file.size > this.session.limits.upload_bytes) throw refused("too_large");
    // A folder, or a file written anew since it was chosen: sending it would fail as if the server were gone.
    const canBeRead = await file
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => true,
        () => false,
      );
    if (!canBeRead) throw refused("unreadable");
    return this.server.upload(file, signal);
  }

  /** Take in what readers of a map have drawn and corrected, as files that were handed over. */
  async receive(what: { uploads: string[] } | { contribution: object }): Promise<Merged | null> {
    this.show("review");
    const merged = await this.work.write<Merged>("merge", what);
    if (merged && "uploads" in what) this.reload(this.text("merged"));
    return merged;
  }

  /** What was drawn or corrected on this page is the officer's own word: it is merged as everybody's, and accepted. */
  private async sent(text: string): Promise<boolean> {
    const merged = await this.receive({ contribution: JSON.parse(text) as object });
    if (merged === null) return false;
    const waiting = merged.review.waiting.map(({ key }) => key).filter((key) => merged.changes.includes(key));
    if (waiting.length > 0) {
      const because = this.text("own_hand");
      await this.work.write("decide", { verdict: "accept", ids: waiting, because });
    }
    window.setTimeout(() => this.reload(this.text("merged"))); // once the editor has noted that nothing is unsaved
    return true;
  }

  /** See again and again whether somebody else has changed the project. */
  private async look(): Promise<void> {
    try {
      if (document.visibilityState === "visible" && !this.work.isBusy) {
        const { version, elsewhere } = await this.server.latest();
        if (this.work.isBusy) this.news.hidden = true;
        else if (elsewhere) this.tellOther((this.other = elsewhere));
        else if (version !== this.server.version) this.tell("elsewhere", true);
        else if (this.isBehind) this.tell("not_drawn", true);
        else this.news.hidden = true;
      }
    } catch (fault) {
      // Whatever it is that answers now in its place, it is not the desk of this page.
      if (!(fault instanceof Unreachable || fault instanceof Refused)) throw fault;
      this.tell("ended", false);
    }
    window.setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }

  private tell(key: string, canShow: boolean): void {
    this.tellNews(this.text(key), canShow && button(this.app.words.text("ui.show"), () => this.reload("")));
  }

  /** What another window is doing can be stopped here too: that window may be closed by now. */
  private tellOther({ progress }: Job): void {
    const cancel = () => void this.server.cancel(this.other!.job).catch(() => undefined); // it has ended meanwhile
    const text = this.text("other_window", { what: this.work.inWords(progress) });
    this.tellNews(text, button(this.text("cancel"), cancel));
  }

  /** What is told already stays as it is: to be written again would lose the focus. */
  private tellNews(text: string, way: HTMLElement | false): void {
    if (!this.news.hidden && this.news.firstChild?.textContent === text) return;
    fill(this.news, el("span", {}, bdi(text)), way);
    this.news.hidden = false;
  }

  private async stop(): Promise<void> {
    await this.server.stop().catch(() => undefined); // it has ended already
    this.tell("ended", false);
  }
}
