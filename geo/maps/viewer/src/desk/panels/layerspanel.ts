// Layers: their names, their order, what they hold; two put together, one split, one removed. All of it can be undone.

import { bdi, el, fill } from "../../ui/dom.ts";
import { icon } from "../../ui/icons.ts";
import type { Frame } from "../frame.ts";
import { keepingPlace } from "../keeping.ts";
import type { Panel } from "../panels.ts";
import { button, buttons, fold, help, labelled, type Option, select, textInput } from "../parts.ts";
import type { LayerState, State } from "../state.ts";

export class LayersPanel implements Panel {
  readonly root = el("div", {});

  constructor(private readonly frame: Frame) {}

  enter(): void {
    this.render();
  }

  render(): void {
    const { frame } = this;
    void frame.state().then((state) => {
      if (!state) return;
      const rows = [...state.layers].reverse().map((layer) => this.row(state, layer));
      const list = el("ol", { class: "zm-desk-layers" }, ...rows);
      keepingPlace(this.root, this.root.parentElement ?? this.root, () =>
        fill(this.root, rows.length > 0 ? help(frame.text("layers_help")) : el("p", {}, frame.text("no_layers")), list),
      );
    });
  }

  private row(state: State, layer: LayerState): HTMLElement {
    const { frame } = this;
    const { words } = frame.app;
    const counted = words.text("ui.counts_line", {
      recorded: layer.records,
      drawn: layer.placed,
      missing: layer.records - layer.placed,
    });
    const at = state.layers.indexOf(layer);
    const move = (by: number, name: "up" | "down") => {
      const text = `${frame.text(name)}: ${layer.title}`;
      const props = { type: "button", class: "zm-iconbutton", title: text, "aria-label": text };
      const isOff = at + by < 0 || at + by >= state.layers.length;
      const run = () => void this.move(state, at, by);
      return el("button", { ...props, disabled: isOff, on: { click: run } }, icon(name));
    };
    return el(
      "li",
      { "data-layer": layer.name, "data-key": layer.name },
      el(
        "div",
        { class: "zm-desk-layer" },
        el(
          "div",
          {},
          el("b", {}, bdi(layer.title)),
          el("p", { class: "zm-help" }, words.text(`kind.${layer.kind}`), " · ", counted),
        ),
        move(1, "up"),
        move(-1, "down"),
      ),
      fold(
        "alter",
        el("span", {}, frame.text("alter"), el("span", { class: "zm-unseen" }, ` ${layer.title}`)),
        ...this.ways(state, layer),
      ),
    );
  }

  private ways(state: State, layer: LayerState): Node[] {
    const { frame } = this;
    const { words } = frame.app;
    const title = textInput(layer.title, () => undefined);
    const kinds = Object.keys(state.kinds).map((kind): Option => [kind, words.text(`kind.${kind}`)]);
    const kind = select(kinds, layer.kind, () => undefined);
    const fields = layer.fields.map((field): Option => [field, words.field(field, layer.kind)]);
    const by = select(fields, layer.fields.includes("setting") ? "setting" : (layer.fields[0] ?? ""), () => undefined);
    const others = state.layers
      .filter((one) => one !== layer && one.kind === layer.kind)
      .map((one): Option => [one.name, one.title]);
    const other = others.length > 0 && select(others, others[0]![0], () => undefined);
    const way = (key: string, input: HTMLElement, name: string, values: () => object) =>
      el(
        "div",
        { class: "zm-desk-way" },
        labelled(frame.text(key), input),
        button(frame.text(`${key}_do`), () => void this.alter(name, values(), input)),
      );
    return [
      way("rename", title, "rename", () => ({ layer: layer.name, title: title.value.trim() })),
      way("kind", kind, "kind", () => ({ layer: layer.name, kind: kind.value })),
      way("split", by, "split", () => ({ layer: layer.name, by: by.value })),
      other && way("merge", other, "merge_layers", () => ({ layers: [layer.name, other.value], title: layer.title })),
      buttons(button(frame.text("remove"), () => void this.alter("remove", { layer: layer.name }))),
    ].filter((one) => one instanceof Node);
  }

  private move(state: State, at: number, by: number): Promise<void> {
    const layers = state.layers.map(({ name }) => name);
    [layers[at], layers[at + by]] = [layers[at + by]!, layers[at]!];
    return this.alter("order", { layers });
  }

  /** `about`: the control that a refusal is about. */
  private async alter(name: string, values: object, about: HTMLElement | null = null): Promise<void> {
    if (await this.frame.work.write<State>(name, values, () => about)) this.frame.reload(this.frame.text("done"));
  }
}
