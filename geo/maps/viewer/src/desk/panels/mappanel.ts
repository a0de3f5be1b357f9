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

/** Formats that need words to say what they are. */
const FORMATS: { [format: string]: string } = { ".html": "map_file", ".zip": "package" };

export class MapPanel implements Panel {
  readonly root = el("div", {});
  private readonly settings = el("section", {});
  private readonly saving = el("section", {});
  private changed: Partial<Settings> = {};
  private saved: Saved | null = null;
  private own: File | null = null;
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
    const text = (key: "title" | "producer" | "hotline" | "signing_key", label: string) => {
      const input = textInput(now[key], (value) => put({ [key]: value }));
      input.dataset["option"] = key;
      return labelled(label, input);
    };
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
        text("signing_key", words.text("ui.signing_key")),
        this.extent(now.extent),
        this.borders(now.borders, put),
        this.contributions(now, put),
        this.ground(state.settings.ground),
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

  /** A file of the maker's own to draw the ground of, which is handed over when the settings are kept. */
  private ground(now: string): HTMLElement {
    const { frame } = this;
    const input = el("input", { type: "file", accept: ".pbf,.pmtiles,.txt,.zip", "data-option": "ground" });
    input.addEventListener("change", () => (this.own = input.files?.[0] ?? null));
    const none = check(frame.text("ground_none"), false, (on) => {
      if (on) this.changed.ground = "";
      else delete this.changed.ground;
    });
    return el(
      "fieldset",
      {},
      el("legend", {}, frame.text("ground")),
      help(frame.text("ground_help")),
      now !== "" && el("p", {}, bdi(now)),
      labelled(frame.text("ground_choose"), input),
      now !== "" && none,
    );
  }

  private contributions(now: Settings, put: (changed: Partial<Settings>) => void): HTMLElement {
    const change = (on: boolean) => put({ contributions: on ? "files" : "none" });
    return check(this.frame.text("contributions"), now.contributions !== "none", change);
  }

  private async keepSettings(): Promise<void> {
    const { own, frame } = this;
    const settings = { ...this.changed };
    if (own) {
      const taken = await frame.work.during((signal) => frame.upload(own, signal));
      if (taken === null) return;
      settings.ground = taken.upload; // of this attempt: another file can be chosen for the next
    }
    if (Object.keys(settings).length === 0) return frame.say(frame.text("nothing_changed"));
    const at = (option: string) => this.settings.querySelector<HTMLElement>(`[data-option="${CSS.escape(option)}"]`);
    const kept = await frame.work.write<State>("settings", { settings }, at);
    if (own) void frame.server.forget(settings.ground!).catch(() => undefined);
    if (!kept) return;
    this.own = null;
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
      check(FORMATS[format] ? frame.text(FORMATS[format]) : format, wish.formats.includes(format), (on) => {
        wish.formats = on ? [...wish.formats, format] : wish.formats.filter((one) => one !== format);
      }),
    );
    const doing = buttons(button(frame.text("save_map"), () => void this.save(), "save", true));
    doing.classList.add("zm-desk-doing");
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
      this.saved && this.outcome(this.saved),
      doing,
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
