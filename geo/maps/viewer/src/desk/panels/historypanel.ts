// History: every change of the project, who made it and what it did; each can be gone back to.

import { bdi, el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import type { Panel } from "../panels.ts";
import { button, buttons, help } from "../parts.ts";

interface Made {
  time: string;
  clock: string;
  what: string;
  by: string;
  sources: string[];
  layers: { [layer: string]: { [count: string]: number } };
}

interface Log {
  changes: Made[];
  edits: { layer: string; what: string }[];
}

export class HistoryPanel implements Panel {
  readonly root = el("div", {});
  private log: Log | null = null;

  constructor(private readonly frame: Frame) {}

  async enter(): Promise<void> {
    this.log = await this.frame.work.read<Log>("history");
    this.render();
  }

  render(): void {
    const { frame, log } = this;
    if (log === null) return fill(this.root);
    const [last, ...earlier] = log.changes;
    fill(
      this.root,
      log.edits.length > 0 && this.editedElsewhere(log.edits),
      last ? log.edits.length === 0 && buttons(this.undoing("undo_last")) : el("p", {}, frame.text("no_history")),
      last && help(frame.text("history_help")),
      el(
        "ol",
        { class: "zm-desk-log" },
        last && this.entry(last, false),
        ...earlier.map((one) => this.entry(one, true)),
      ),
      last && buttons(button(frame.text("to_start"), () => void this.undo("start", frame.text("went_back")))),
    );
  }

  private editedElsewhere(edits: Log["edits"]): HTMLElement {
    return el(
      "section",
      { class: "zm-note" },
      el("p", {}, this.frame.text("edited")),
      el("ul", {}, ...edits.map(({ what }) => el("li", {}, bdi(what)))),
      buttons(
        this.undoing("bring_back"),
        button(this.frame.text("take_over"), () => void this.accept()),
      ),
    );
  }

  /** What other hands did is the last change there is. */
  private undoing(key: string): HTMLElement {
    const { frame } = this;
    return button(frame.text(key), () => void this.undo("", frame.text("undone")), "undo", true);
  }

  private entry({ time, clock, what, by, sources, layers }: Made, canGoBack: boolean): HTMLElement {
    const { frame } = this;
    const when = frame.app.words.date(clock.slice(0, 10));
    const counts = Object.entries(layers).map(([layer, told]) =>
      el("li", {}, bdi(layer), `: ${frame.app.words.list(this.counted(told))}`),
    );
    return el(
      "li",
      {},
      el("p", { class: "zm-desk-when" }, `${when}, ${clock.slice(11, 16)}`, by ? [" · ", by].join("") : ""),
      counts.length === 0 && el("p", {}, bdi(what)),
      counts.length > 0 && el("ul", {}, ...counts),
      sources.length > 0 && el("p", { class: "zm-help" }, bdi(sources.join(", "))),
      canGoBack && buttons(button(frame.text("go_back"), () => void this.undo(time, frame.text("went_back")))),
    );
  }

  private counted(counts: { [count: string]: number }): string[] {
    const { frame } = this;
    return Object.entries(counts)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => {
        const key = `desk.n_${name}`;
        return frame.app.words.has(key) ? frame.app.words.text(key, { n }) : `${name} ${n}`;
      });
  }

  private async undo(to: string, said: string): Promise<void> {
    if (await this.frame.work.write("undo", { to })) this.frame.reload(said);
  }

  private async accept(): Promise<void> {
    if (await this.frame.work.write("accept_edits")) this.frame.reload(this.frame.text("taken_over"));
  }
}
