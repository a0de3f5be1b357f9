// The panel while a shape is drawn: how large it is by now, what is wrong with it, and corners by their words.

import type { App } from "../ui/app.ts";
import type { Mode } from "../ui/app.ts";
import type { Icon } from "../ui/icons.ts";
import { accuracyText, area_m2, candidateList, el, fill, lengthOf, VAGUE_M } from "./kit.ts";
import { labelled } from "./form.ts";
import { circle, corners, crossesItself, type Drawn, formOf, isWhole, type Point, toGeometry } from "./shapes.ts";
import { Sketch } from "./sketch.ts";
import { type Declination, declinationAt, readLine } from "./typed.ts";

interface Buttons {
  button(text: string, run: () => void, name?: Icon, primary?: boolean): HTMLElement;
}

interface Ends {
  done(drawn: Drawn, isMoved: boolean): void;
  discard(): void;
  count(): void;
}

export class DrawView {
  readonly root = el("div", { class: "zm-edit-draw" });
  private readonly told = el("p", { class: "zm-measured", role: "status" });
  private readonly wrong = el("p", { class: "zm-note", role: "alert", hidden: true });
  private readonly actions = el("div", {});
  private buttons: HTMLElement[] = [];
  private readonly entry = el("textarea", { class: "zm-input", rows: 2, dir: "ltr" });
  private readonly open = el("div", {});
  private readonly compass = el("input", { type: "checkbox" });
  private readonly east = el("input", { type: "number", class: "zm-input", step: "0.1", hidden: true });
  private readonly sketch: Sketch;
  private readonly first: Drawn;
  private readonly mode: Mode;

  constructor(
    private readonly app: App,
    private readonly desk: Buttons,
    drawn: Drawn,
    private readonly adds: boolean,
    private readonly declination: Declination | null,
    private readonly ends: Ends,
  ) {
    this.first = drawn;
    this.sketch = new Sketch(app, drawn, adds, () => this.update());
    this.mode = {
      place: (lon, lat) => this.sketch.place(lon, lat),
      key: (event) => this.sketch.key(event),
      end: () => this.render(),
    };
    this.compass.addEventListener("change", () => this.showDeclination());
    app.setMode(this.mode);
  }

  end(): void {
    this.sketch.end();
  }

  render(): void {
    const { words } = this.app;
    const { form, radius_m } = this.sketch.drawn;
    const text = (key: string) => words.text(key);
    const radius = el("input", { class: "zm-input", type: "number", min: 1, max: 100_000, value: radius_m });
    radius.addEventListener("input", () => this.sketch.set({ ...this.sketch.drawn, radius_m: Number(radius.value) }));
    this.east.setAttribute("aria-label", text("edit.declination"));
    const isPaused = this.app.currentMode !== this.mode;
    const line = form !== "Point" && form !== "Circle";
    fill(
      this.root,
      isPaused && this.desk.button(text("ui.near_pick"), () => this.goOn(), undefined, true),
      this.told,
      this.wrong,
      this.actions,
      form === "Circle" && labelled(text("edit.radius"), radius),
      this.adds && el("p", { class: "zm-help" }, text("ui.measure_help")),
      labelled(text(line ? "edit.typed" : "ui.near_type"), this.entry),
      line && el("label", { class: "zm-check" }, this.compass, text("edit.compass")),
      this.east,
      el(
        "div",
        { class: "zm-buttons" },
        this.desk.button(text("edit.add"), () => this.readEntry(), "plus"),
      ),
      this.open,
    );
    this.update();
  }

  private goOn(): void {
    this.app.setMode(this.mode);
    this.render();
    this.app.focusMap();
  }

  /** What the shape is by now. */
  private update(): void {
    const { words, map } = this.app;
    const { drawn, history, current } = this.sketch;
    const told = [words.plural("ui.measure_points", corners(drawn).length)];
    const centre = drawn.parts[0]?.[0]?.[0];
    const isCircle = drawn.form === "Circle" && centre !== undefined;
    const shown: Drawn = isCircle ? { ...drawn, form: "Polygon", parts: [[circle(centre, drawn.radius_m)]] } : drawn;
    const isArea = (part: number) => formOf(shown, part) === "Polygon";
    const length = shown.parts.flatMap((rings, part) => rings.map((ring) => lengthOf(ring, isArea(part))));
    const area = isWhole(drawn) ? area_m2(toGeometry(shown)) : 0;
    if (area > 0) told.push(`${words.text("ui.measure_area")}: ${words.area(area)}`);
    const total = length.reduce((sum, one) => sum + one, 0);
    const isClosed = isArea(0) && !shown.forms;
    if (total > 0) {
      told.push(`${words.text(isClosed ? "ui.measure_perimeter" : "ui.measure_length")}: ${words.distance(total)}`);
    }
    this.told.textContent = told.join(" · ");
    const crosses = drawn.parts.some((rings, part) => formOf(drawn, part) === "Polygon" && rings.some(crossesItself));
    const wrong = crosses ? "edit.crosses" : this.sketch.isCrowded ? "edit.crowded" : "";
    if (this.wrong.dataset.key !== wrong) {
      this.wrong.dataset.key = wrong;
      this.wrong.textContent = wrong && words.text(wrong);
    }
    this.wrong.hidden = wrong === "";
    const addHere = () => {
      const { lng, lat } = map.getCenter().wrap();
      this.sketch.place(lng, lat);
    };
    const { button } = this.desk;
    const had = this.buttons.indexOf(document.activeElement as HTMLElement);
    const here = this.adds && button(words.text("ui.measure_add"), addHere, "plus");
    const undo = button(words.text("edit.undo"), () => this.sketch.step("undo"), "undo");
    const redo = button(words.text("edit.redo"), () => this.sketch.step("redo"));
    const name = current && `${words.text("edit.remove")}: ${words.text("edit.point")} ${current[2] + 1}`;
    const remove = name !== null && button(name, () => this.sketch.remove());
    const done = button(words.text("edit.next"), () => this.done(), undefined, true);
    const discard = button(words.text("edit.discard"), () => this.ends.discard());
    undo.toggleAttribute("disabled", !history.canUndo);
    redo.toggleAttribute("disabled", !history.canRedo);
    done.toggleAttribute("disabled", !isWhole(drawn));
    // What comes and goes stands where it moves no other from under the hand.
    const row = (...all: (HTMLElement | false)[]) => el("div", { class: "zm-buttons" }, ...all);
    fill(this.actions, row(here, undo, redo, remove), row(done, discard));
    this.buttons = [here, undo, redo, done, discard, remove].filter((one) => one !== false);
    if (had >= 0) [this.buttons[had], done, discard].find((one) => one?.hasAttribute("disabled") === false)!.focus();
    this.ends.count();
  }

  private done(): void {
    const { drawn } = this.sketch;
    this.ends.done(drawn, drawn !== this.first);
  }

  private last(): Point | null {
    const { current, drawn } = this.sketch;
    const [part, ring, at] = current ?? [0, 0, -1];
    return drawn.parts[part]?.[ring]?.slice(at)[0] ?? null;
  }

  private showDeclination(): void {
    this.east.hidden = !this.compass.checked;
    if (this.east.value !== "" || !this.declination) return;
    const { lng, lat } = this.app.map.getCenter();
    this.east.value = String(declinationAt(this.declination, this.last() ?? [lng, lat], new Date()));
  }

  /** Take the lines in their order, up to the first that has to be asked about. */
  private readEntry(): void {
    const lines = this.entry.value.split("\n").map((line) => line.trim());
    const { words } = this.app;
    this.open.replaceChildren();
    while (lines.length > 0) {
      const text = lines[0]!;
      if (text !== "") {
        const east = this.compass.checked ? Number(this.east.value) : 0;
        const found = readLine(this.app, text, this.last(), east);
        const take = (lon: number, lat: number) => {
          this.sketch.add([lon, lat], text);
          this.entry.value = lines.slice(1).join("\n");
          this.open.replaceChildren();
          this.entry.focus();
        };
        if ("problem" in found) {
          fill(
            this.open,
            el("p", {}, words.text("ui.entered_not_understood", { text })),
            candidateList(this.app, found, (one) => take(one.lon, one.lat)),
          );
          break;
        }
        if (found.accuracy_m > VAGUE_M) {
          fill(
            this.open,
            el(
              "p",
              { class: "zm-note", role: "alert" },
              `\u2068${text}\u2069: ${accuracyText(words, found.accuracy_m)}`,
            ),
            this.desk.button(`${words.text("edit.add")}: ${text}`, () => take(found.lon, found.lat)),
          );
          break;
        }
        this.sketch.add([found.lon, found.lat], text);
      }
      lines.shift();
    }
    this.entry.value = lines.join("\n");
    const at = this.last();
    if (at && !this.app.map.getBounds().contains([at[1], at[0]]))
      this.app.map.panTo([at[1], at[0]], { animate: false });
  }
}
