// Taking things along: a picture of the map with everything a picture needs, and the data itself, whole.

import type { Layer } from "../../model.ts";
import type { App, Part } from "../app.ts";
import { bdi, el, fill } from "../dom.ts";
import { dialogBar, openDialog } from "../dialog.ts";
import { drawPicture } from "../print/picture.ts";
import { csv } from "./csv.ts";
import { download, fileName, gather, pngOf } from "./download.ts";
import { geojson } from "./geojson.ts";
import { kml } from "./kml.ts";
import { noticeOf } from "./notice.ts";

type Format = "geojson" | "csv" | "kml";
const TYPES: { [format in Format]: string } = {
  geojson: "application/geo+json",
  csv: "text/csv;charset=utf-8",
  kml: "application/vnd.google-earth.kml+xml",
};

export class SaveDialog implements Part {
  readonly root = el("dialog", { class: "zm-dialog" });
  private readonly said = el("p", { role: "status", class: "zm-help" });

  constructor(private readonly app: App) {}

  open(): void {
    this.render();
    openDialog(this.app, this.root);
  }

  render(): void {
    const { words, layers } = this.app;
    this.said.textContent = "";
    const button = (text: string, label: string, act: () => Promise<void>) =>
      el("button", { type: "button", class: "zm-button", "aria-label": label, on: { click: () => void act() } }, text);
    const row = (layer: Layer) =>
      el(
        "div",
        { class: "zm-saverow" },
        el("span", { class: "zm-word" }, bdi(layer.title), ` (${words.number(layer.count)})`),
        ...(["geojson", "csv", "kml"] as const).map((format) => {
          const name = words.text(`ui.save_${format}`);
          return button(name, `${layer.title}: ${name}`, () => this.save(layer, format));
        }),
      );
    fill(
      this.root,
      dialogBar(this.app, this.root, "ui.save_title"),
      button(words.text("ui.save_picture"), words.text("ui.save_picture"), () => this.picture()),
      el("h3", {}, words.text("ui.save_data")),
      ...layers.map(row),
      this.said,
      el("p", { class: "zm-help" }, words.text("ui.save_all_note")),
      el("p", { class: "zm-help" }, words.text("ui.save_note_csv")),
      el("p", { class: "zm-closing" }, words.text("warning.absence")),
    );
  }

  private async save(layer: Layer, format: Format): Promise<void> {
    const { words } = this.app;
    const name = fileName(layer.name, format);
    this.said.textContent = words.text("ui.save_working", { file: name });
    download(await gather(this.pieces(layer, format), TYPES[format]), name);
    this.said.textContent = words.text("ui.save_done", { file: name });
  }

  private pieces(layer: Layer, format: Format): Iterable<string> {
    const notice = noticeOf(this.app);
    if (format === "csv") return csv(layer, notice);
    if (format === "geojson") return geojson(layer, notice);
    return kml(layer, this.app.words.language, notice);
  }

  private async picture(): Promise<void> {
    const name = fileName(this.app.data.settings.title, "png");
    this.said.textContent = this.app.words.text("ui.save_working", { file: name });
    download(await pngOf(await drawPicture(this.app)), name);
    this.said.textContent = this.app.words.text("ui.save_done", { file: name });
  }
}
