// Back to the sender: a workbook of what was sent, or of the project's layers, that says what is wrong beside each cell.

import { el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { button, buttons, help } from "../parts.ts";
import { type Results, resultList } from "./results.ts";

export class GivingBack {
  readonly root = el("section", { class: "zm-desk-outcome zm-desk-back" });
  private made: Results | null = null;

  /** `asked`: what the call is told, at the time when it is made. */
  constructor(
    private readonly frame: Frame,
    private readonly asked: () => object,
  ) {}

  /** What was made is of another state of things. */
  forget(): void {
    this.made = null;
  }

  render(): HTMLElement {
    const { frame } = this;
    fill(
      this.root,
      el("h3", {}, frame.text("give_back")),
      help(frame.text("give_back_help")),
      this.made
        ? resultList(frame, this.made.results)
        : buttons(button(frame.text("give_back_make"), () => void this.make(), "save")),
    );
    return this.root;
  }

  private async make(): Promise<void> {
    this.made = await this.frame.work.read<Results>("give_back", this.asked());
    this.render();
    this.root.querySelector<HTMLElement>("a, button")!.focus();
  }
}
