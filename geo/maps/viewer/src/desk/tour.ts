// The tour of the demo: five steps, each the panel that it is about and that panel's own words.

import { el, fill } from "../ui/dom.ts";
import type { Frame } from "./frame.ts";
import type { PanelName } from "./panels.ts";
import { button, buttons } from "./parts.ts";

const STEPS: readonly [panel: PanelName, words: readonly string[]][] = [
  ["files", ["drop", "formats"]],
  ["problems", ["problems_help"]],
  ["review", ["review_help"]],
  ["map", ["map_help"]],
  ["history", ["history_help"]],
];

export class Tour {
  readonly root = el("section", { class: "zm-desk-tour", hidden: true });
  /** The step that is shown; none before the tour and after it. */
  step: number | null = null;

  constructor(private readonly frame: Frame) {}

  begin(step: number): void {
    this.step = step;
    this.frame.show(STEPS[step]![0]);
  }

  /** Whoever opens a panel by itself goes on from there. */
  follow(panel: PanelName): void {
    const at = STEPS.findIndex(([one]) => one === panel);
    if (this.step !== null && at >= 0) this.step = at;
  }

  render(): void {
    const { frame, step } = this;
    this.root.hidden = step === null;
    if (step === null) return;
    const [panel, keys] = STEPS[step]!;
    const heading = frame.text("tour", { n: step + 1, of: STEPS.length });
    this.root.setAttribute("aria-label", heading);
    const isLast = step === STEPS.length - 1;
    fill(
      this.root,
      el("h3", {}, `${heading}: ${frame.text(panel)}`),
      el("p", { role: "status" }, keys.map((key) => frame.text(key)).join(" ")),
      buttons(
        !isLast && button(frame.app.words.text("edit.next"), () => this.begin(step + 1), null, true),
        button(frame.text("tour_end"), () => this.end()),
      ),
    );
  }

  private end(): void {
    this.step = null;
    this.frame.render();
    this.frame.show("files");
  }
}
