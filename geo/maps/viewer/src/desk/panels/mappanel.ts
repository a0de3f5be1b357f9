// Map: what stands on it, and the files that are made of it to be sent out.

import { bdi, el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import type { Panel } from "../panels.ts";
import { button, buttons, check, fold, help, labelled, type Option, select, textInput } from "../parts.ts";
import { type Result, resultList } from "./results.ts";
import type { Settings, State } from "../state.ts";

interface Saved {
  results: Result[];
  passphrase: string;
  account: string[];
}

export class MapPanel implements Panel {
  readonly root = el("div", {});
  private readonly settings = el("section", {});
  private readonly saving = el("section", {});
  private changed: Partial<Settings> = {};
  private saved: Saved | null = null;
  private wish = { profile: "", formats: [".html"], seal: false };

  constructor(private readonly frame: Frame) {
    this.root.append(this.settings, this.saving);
  }

  enter(): Promise<void> {
    return this.render();
  }

  async render(): Promise<void> {
    const state = await this.frame.state();
    if (!state) return;
    this.renderSettings(state);
    this.renderSaving(state);
  }

  private renderSettings(state: State): void {
    const { frame } = this;
    const { words } = frame.app;
    const now = { ...state.settings, ...this.changed };
    const put = (changed: Partial<Settings>) => Object.assign(this.changed, changed);
    const text = (key: "title" | "producer" | "hotline", label: string) =>
      labelled(
        label,
        textInput(now[key], (value) => put({ [key]: value })),
      );
    fill(
      this.settings,
      el("h3", {}, frame.text("margin")),
      text("title", frame.text("map_title")),
      text("producer", words.text("ui.producer")),
      text("hotline", words.text("ui.hotline")),
      this.languages(state, now.languages),
      fold(
        "more",
        frame.text("more"),
        this.extent(now.extent),
        this.borders(now.borders, put),
        this.contributions(now, put),
      ),
      buttons(button(frame.text("keep_settings"), () => void this.keepSettings(), null)),
    );
  }

  private languages(state: State, now: string[]): HTMLElement {
    const { frame } = this;
    const { catalogues } = frame.app.data.settings;
    const boxes = state.languages.map((language) =>
      check(catalogues[language]?.["language.name"] ?? language, now.includes(language), (on) => {
        const before = this.changed.languages ?? now;
        this.changed.languages = on ? [...before, language] : before.filter((one) => one !== language);
      }),
    );
    const group = el("fieldset", { class: "zm-desk-languages" }, el("legend", {}, frame.text("languages")), ...boxes);
    return fold("languages", frame.text("languages"), group);
  }

  private extent(now: Settings["extent"]): HTMLElement {
    const { frame } = this;
    const told = el(
      "p",
      { role: "status" },
      this.extentText(this.changed.extent === undefined ? now : this.changed.extent),
    );
    const set = (extent: Settings["extent"]) => {
      this.changed.extent = extent;
      told.textContent = this.extentText(extent);
    };
    const seen = () => {
      const bounds = frame.app.map.getBounds();
      const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      set(sides.map((one) => Number(one.toFixed(2))) as [number, number, number, number]);
    };
    return el(
      "fieldset",
      {},
      el("legend", {}, frame.text("extent")),
      help(frame.text("extent_help")),
      told,
      buttons(
        button(frame.text("extent_seen"), seen),
        button(frame.text("extent_none"), () => set(null)),
      ),
    );
  }

  private extentText(extent: Settings["extent"]): string {
    return extent ? extent.join(", ") : this.frame.app.words.text("ui.not_recorded");
  }

  private borders(now: string, put: (changed: Partial<Settings>) => void): HTMLElement {
    return check(this.frame.text("borders"), now !== "none", (on) => put({ borders: on ? "drawn" : "none" }));
  }

  private contributions(now: Settings, put: (changed: Partial<Settings>) => void): HTMLElement {
    const change = (on: boolean) => put({ contributions: on ? "files" : "none" });
    return check(this.frame.text("contributions"), now.contributions !== "none", change);
  }

  private async keepSettings(): Promise<void> {
    if (Object.keys(this.changed).length === 0) return this.frame.say(this.frame.text("nothing_changed"));
    if (!(await this.frame.work.write<State>("settings", { settings: this.changed }))) return;
    this.changed = {};
    this.frame.reload(this.frame.text("settings_kept"));
  }

  private renderSaving(state: State): void {
    const { frame, wish } = this;
    const profiles = state.profiles.map(
      (name): Option => [name, frame.app.words.has(`desk.profile_${name}`) ? frame.text(`profile_${name}`) : name],
    );
    const formats = [".html", ...state.formats.filter((one) => one !== ".html")];
    const boxes = formats.map((format) =>
      check(format === ".html" ? frame.text("map_file") : format, wish.formats.includes(format), (on) => {
        wish.formats = on ? [...wish.formats, format] : wish.formats.filter((one) => one !== format);
      }),
    );
    fill(
      this.saving,
      el("h3", {}, frame.text("save_map")),
      help(frame.text("map_help")),
      labelled(
        frame.text("for_whom"),
        select([["", frame.text("profile_none")], ...profiles], wish.profile, (profile) => (wish.profile = profile)),
      ),
      fold("formats", frame.text("file_formats"), ...boxes),
      check(frame.text("seal"), wish.seal, (on) => (wish.seal = on)),
      help(frame.text("seal_help")),
      buttons(button(frame.text("save_map"), () => void this.save(), "save", true)),
      this.saved && this.outcome(this.saved),
    );
  }

  private outcome({ results, passphrase, account }: Saved): HTMLElement {
    const { frame } = this;
    return el(
      "div",
      { class: "zm-desk-outcome", role: "status" },
      resultList(frame, results),
      passphrase !== "" && el("p", { class: "zm-note" }, `${frame.text("passphrase")} `, el("b", {}, bdi(passphrase))),
      account.length > 0 && el("ul", { class: "zm-help" }, ...account.map((line) => el("li", {}, bdi(line)))),
    );
  }

  private async save(): Promise<void> {
    const saved = await this.frame.work.read<Saved>("save", this.wish);
    if (!saved) return;
    this.saved = saved;
    await this.render();
    this.frame.say(this.frame.text("map_saved"));
    const link = this.saving.querySelector<HTMLElement>(".zm-desk-results a");
    link?.focus();
    link?.scrollIntoView({ block: "center" });
  }
}
