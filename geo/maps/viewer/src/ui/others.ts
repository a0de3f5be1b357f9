// What the maker of a map has put on it beside the records: layers of folium's. They are no records, so they are in no
// count; the legend names them and switches them, and a sheet says that it does not show them.

import type * as L from "leaflet";
import type { App, Part } from "./app.ts";
import { bdi, el, fill } from "./dom.ts";

interface Other {
  title: string;
  layers: L.Layer[];
}

function othersOf(app: App): Other[] {
  const page = window as unknown as Record<string, L.Layer | undefined>;
  const made = (app.data.settings.others ?? []).map(({ title, names }) => ({
    title: title || app.words.text("ui.other_marks"),
    layers: names.flatMap((name) => page[name] ?? []),
  }));
  return [...made, ...app.besides.map((one) => ({ title: one.title(), layers: one.layers }))];
}

/** The titles of those that are on the map now. */
export function othersShown(app: App): string[] {
  return othersOf(app)
    .filter(({ layers }) => layers.some((layer) => app.map.hasLayer(layer)))
    .map(({ title }) => title);
}

export class Others implements Part {
  readonly root = el("section", { class: "zm-layer zm-others" });
  private rows: { other: Other; input: HTMLInputElement }[] = [];

  constructor(private readonly app: App) {
    // folium's own control switches them too.
    app.map.on("layeradd layerremove", () => this.update());
    app.on("besides", () => this.render());
  }

  render(): void {
    const { words } = this.app;
    this.rows = othersOf(this.app).map((other) => {
      const input = el("input", {
        type: "checkbox",
        role: "switch",
        "aria-label": words.text("ui.show_layer", { layer: other.title }),
      });
      input.addEventListener("change", () => this.toggle(other, input.checked));
      return { other, input };
    });
    const rows = this.rows.map(({ other, input }) =>
      el("label", { class: "zm-row zm-layerrow" }, el("span", { class: "zm-word" }, bdi(other.title)), input),
    );
    this.root.hidden = rows.length === 0;
    if (rows.length > 0) fill(this.root, el("p", { class: "zm-help" }, words.text("ui.others")), ...rows);
    this.update();
  }

  private toggle({ layers }: Other, on: boolean): void {
    for (const layer of layers) {
      if (on) this.app.map.addLayer(layer);
      else this.app.map.removeLayer(layer);
    }
  }

  private update(): void {
    for (const { other, input } of this.rows) {
      input.checked = other.layers.some((layer) => this.app.map.hasLayer(layer));
      input.closest(".zm-row")!.classList.toggle("zm-off", !input.checked);
    }
  }
}
