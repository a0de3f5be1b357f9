// Printing. The sheet is made of the map in view, drawn anew at the paper's fineness. When the browser's own menu prints
// without asking first, there is no time to draw: then what is on the screen is put on the sheet.

import type { Bounds } from "../../model.ts";
import type { App, Part } from "../app.ts";
import { dialogBar, openDialog } from "../dialog.ts";
import { el, fill } from "../dom.ts";
import { describe } from "./sheet.ts";
import { paperSize, type Pictures, sheetElement } from "./sheetdom.ts";
import { CSS_PX_PER_MM, frameFor, mercatorY, type Frame } from "./sheetframe.ts";
import { frameIn, locatorView, strokeFrame } from "../../engine/ground/locator.ts";
import { type Paper, PAPERS, type Room, roomFor, type Size } from "./sheetroom.ts";

const PRINT_DPI = 220;
/** Denominators of scales, beside that which the view needs. */
const SCALES = [1, 2.5, 5].flatMap((digit) => [3, 4, 5, 6].map((power) => digit * 10 ** power)).sort((a, b) => a - b);

export class Printing implements Part {
  readonly root = el("dialog", { class: "zm-dialog" });
  private readonly host = el("div", { class: "zm-sheethost" });
  private readonly said = el("p", { class: "zm-help", role: "status" });
  /** Set by the pictures of numbers: all of them as sheets. */
  numbers: () => HTMLElement | null = () => null;
  private withNumbers = false;
  private paper: Paper = "A4";
  private landscape = true;
  /** The denominator of the scale; null for that which shows all that is in view. */
  private ratio: number | null = null;
  private ready = false;
  private printing = false;
  /** Whether the sheet that is ready is not that of the map. */
  private isOther = false;

  constructor(private readonly app: App) {
    document.body.append(this.host);
    for (const change of ["view", "filters", "language"] as const) app.on(change, () => this.discard());
    window.addEventListener("beforeprint", () => this.beforePrint());
    window.addEventListener("afterprint", () => {
      this.printing = false;
      if (this.isOther) this.discard(); // what is printed next is the map again
    });
    window.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "p") return;
      event.preventDefault();
      void this.print();
    });
  }

  open(): void {
    this.render();
    openDialog(this.app, this.root);
  }

  render(): void {
    const { words } = this.app;
    this.said.textContent = "";
    fill(
      this.root,
      dialogBar(this.app, this.root, "ui.print_title"),
      this.choice(
        "ui.print_paper",
        Object.keys(PAPERS),
        this.paper,
        (name) => name,
        (name) => (this.paper = name as Paper),
      ),
      this.choice(
        "ui.print_direction",
        ["landscape", "portrait"],
        this.landscape ? "landscape" : "portrait",
        (name) => words.text(`ui.print_${name}`),
        (name) => (this.landscape = name === "landscape"),
      ),
      this.scaleChoice(),
      this.numbersChoice(),
      el("p", { class: "zm-help" }, words.text("ui.print_note")),
      this.said,
      el(
        "button",
        { type: "button", class: "zm-button zm-primary", on: { click: () => void this.print() } },
        words.text("ui.print_go"),
      ),
    );
  }

  private choice(
    key: string,
    names: string[],
    chosen: string,
    say: (name: string) => string,
    choose: (name: string) => void,
  ): HTMLElement {
    const radios = names.map((name) => {
      const input = el("input", { type: "radio", name: key, value: name });
      input.checked = name === chosen;
      input.addEventListener("change", () => {
        choose(name);
        this.discard();
      });
      return el("label", { class: "zm-check" }, input, say(name));
    });
    return el("fieldset", { class: "zm-choice" }, el("legend", {}, this.app.words.text(key)), ...radios);
  }

  private scaleChoice(): HTMLElement {
    const { words } = this.app;
    const select = el("select", { "aria-label": words.text("ui.scale") });
    const offer = (value: string, text: string) =>
      select.append(el("option", { value, selected: value === String(this.ratio ?? "") }, text));
    offer("", words.text("ui.print_fit"));
    for (const ratio of SCALES) offer(String(ratio), `1 : ${words.number(ratio)}`);
    select.addEventListener("change", () => {
      this.ratio = Number(select.value) || null;
      this.discard();
    });
    return el("label", { class: "zm-scalechoice" }, el("b", {}, words.text("ui.scale")), select);
  }

  private numbersChoice(): HTMLElement {
    const input = el("input", { type: "checkbox" });
    input.checked = this.withNumbers;
    input.addEventListener("change", () => {
      this.withNumbers = input.checked;
      this.discard();
    });
    return el("label", { class: "zm-check" }, input, this.app.words.text("ui.print_numbers"));
  }

  /** Print a sheet of something else than the map. */
  printSheet(sheet: HTMLElement): void {
    paperSize(this.paper, false);
    fill(this.host, sheet);
    this.ready = this.isOther = true;
    window.print();
  }

  private async print(): Promise<void> {
    this.said.textContent = this.app.words.text("ui.print_preparing");
    await this.prepare();
    this.said.textContent = "";
    if (this.root.open) this.root.close();
    window.print();
  }

  /** Draw the sheet of what is in view, at the fineness of paper. */
  async prepare(): Promise<void> {
    const room = this.room();
    const { width_mm, height_mm } = room;
    const frame = frameFor(viewOf(this.app), width_mm, height_mm, this.ratio ?? "fit");
    const [width, height] = [width_mm * CSS_PX_PER_MM, height_mm * CSS_PX_PER_MM];
    const pixelRatio = PRINT_DPI / 96;
    const canvas = el("canvas", { width: Math.round(width * pixelRatio), height: Math.round(height * pixelRatio) });
    const context = canvas.getContext("2d")!;
    await this.app.engine.drawTo(context, { bounds: frame.bounds, width, height, pixelRatio, strongPatterns: true });
    const locator = room.locator_mm && (await this.locator(frame, room.locator_mm, pixelRatio));
    this.put(frame, { map: canvas, locator }, room);
  }

  /** The picture of where the map lies; null where there is nothing but sea. */
  private async locator({ bounds }: Frame, size: Size, pixelRatio: number): Promise<HTMLCanvasElement | null> {
    const [width, height] = [size[0] * CSS_PX_PER_MM, size[1] * CSS_PX_PER_MM];
    const view = locatorView(bounds, width, height);
    const canvas = el("canvas", { width: Math.round(width * pixelRatio), height: Math.round(height * pixelRatio) });
    [canvas.style.inlineSize, canvas.style.blockSize] = [`${size[0]}mm`, `${size[1]}mm`];
    if (!(await this.app.engine.drawLocator(canvas, view, bounds, true))) return null;
    strokeFrame(canvas.getContext("2d")!, frameIn(view, bounds));
    return canvas;
  }

  /** What of the sheet the map may take: as much as the texts of a sheet of this view leave. */
  private room(): Room {
    const { width_mm, height_mm } = roomFor(this.paper, this.landscape);
    return roomFor(
      this.paper,
      this.landscape,
      describe(this.app, frameFor(viewOf(this.app), width_mm, height_mm, this.ratio ?? "fit")),
    );
  }

  private put(frame: Frame, pictures: Pictures, { small, columns }: Room): void {
    paperSize(this.paper, this.landscape);
    this.host.classList.toggle("zm-smalllegend", small);
    this.host.dataset.columns = String(columns);
    this.host.dataset.direction = this.landscape ? "landscape" : "portrait";
    const numbers = this.withNumbers ? this.numbers() : null;
    fill(this.host, sheetElement(this.app, describe(this.app, frame), frame, pictures), numbers);
    this.ready = true;
    this.isOther = false;
  }

  private discard(): void {
    if (!this.ready || this.printing) return;
    this.ready = false;
    fill(this.host);
  }

  private beforePrint(): void {
    this.printing = true;
    if (this.ready) return;
    const room = this.room();
    const { width_mm, height_mm } = room;
    const view = viewOf(this.app);
    const shape = (view[2] - view[0]) / (mercatorY(view[3]) - mercatorY(view[1]));
    const [width, height] =
      shape > width_mm / height_mm ? [width_mm, width_mm / shape] : [height_mm * shape, height_mm];
    this.put(frameFor(view, width, height, "exact"), { map: screenshot(this.app), locator: null }, room);
  }
}

export function viewOf(app: App): Bounds {
  const bounds = app.map.getBounds();
  return [bounds.getWest(), Math.max(-85, bounds.getSouth()), bounds.getEast(), Math.min(85, bounds.getNorth())];
}

/** What the map's canvases show now, as one canvas of the map's size. */
function screenshot(app: App): HTMLCanvasElement {
  const container = app.map.getContainer();
  const whole = container.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  const picture = el("canvas", { width: Math.round(whole.width * ratio), height: Math.round(whole.height * ratio) });
  const context = picture.getContext("2d")!;
  for (const canvas of container.querySelectorAll("canvas")) {
    const box = canvas.getBoundingClientRect();
    if (canvas.width === 0 || canvas.height === 0) continue;
    context.drawImage(
      canvas,
      (box.left - whole.left) * ratio,
      (box.top - whole.top) * ratio,
      box.width * ratio,
      box.height * ratio,
    );
  }
  return picture;
}
