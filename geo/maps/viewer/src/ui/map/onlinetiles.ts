// Tiles from the internet, where the map's maker has allowed them: nothing is asked of any host before the reader has
// been told what the asking reveals, and has said yes.

import * as L from "leaflet";
import type { App, Part } from "../app.ts";
import { dialogBar, openDialog } from "../dialog.ts";
import { el, fill } from "../dom.ts";
import { plainText } from "../words.ts";

interface Tiles {
  url: string;
  host: string;
  attribution: string;
  subdomains: string[];
  maxZoom: number;
}

export class OnlineTiles implements Part {
  readonly root = el("div", {});
  private readonly dialog = el("dialog", { class: "zm-dialog" });
  private readonly tiles: Tiles | null;
  private layer: L.TileLayer | null = null;

  constructor(private readonly app: App) {
    this.tiles = readTiles(app);
  }

  render(): void {
    const { words } = this.app;
    if (this.tiles === null) return;
    const on = this.layer !== null;
    const act = () => (on ? this.remove() : this.ask());
    fill(
      this.root,
      el(
        "button",
        { type: "button", class: "zm-button", on: { click: act } },
        words.text(on ? "ui.online_tiles_off" : "ui.online_tiles"),
      ),
    );
  }

  private ask(): void {
    const { words } = this.app;
    const { host } = this.tiles!;
    const yes = () => {
      this.dialog.close();
      this.add();
    };
    fill(
      this.dialog,
      dialogBar(this.app, this.dialog, "ui.online_tiles"),
      el("p", {}, words.text("ui.online_tiles_ask", { host })),
      el(
        "button",
        { type: "button", class: "zm-button zm-primary", on: { click: yes } },
        words.text("ui.online_tiles_yes", { host }),
      ),
    );
    openDialog(this.app, this.dialog);
  }

  private add(): void {
    const { url, subdomains, maxZoom } = this.tiles!;
    this.layer = L.tileLayer(url, { subdomains, maxNativeZoom: maxZoom, maxZoom: 22 }).addTo(this.app.map);
    this.layer.once("tileerror", () => this.app.note(this.app.words.text("ui.online_tiles_failed")));
    this.credit(this.tiles!.attribution);
  }

  private remove(): void {
    this.layer?.remove();
    this.layer = null;
    this.credit("");
  }

  private credit(attribution: string): void {
    this.app.onlineAttribution = attribution;
    this.app.tell("background");
    this.render();
  }
}

function readTiles(app: App): Tiles | null {
  const told = app.data.settings.onlineTiles;
  if (told === null || told === undefined || typeof told["url"] !== "string") return null;
  const subdomains = Array.isArray(told["subdomains"]) ? told["subdomains"].map(plainText) : ["a"];
  return {
    url: told["url"],
    host: plainText(told["host"] ?? "").replace(/^\{s\}\./, ""),
    attribution: plainText(told["attribution"] ?? ""),
    subdomains,
    maxZoom: Number(told["maxZoom"] ?? 18),
  };
}
