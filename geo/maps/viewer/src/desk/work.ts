// Work that goes on: what is done now and how far it is, with a way to cancel it; and why something was not done, with what
// can be done about it. One call at a time.

import { bdi, el, fill } from "../ui/dom.ts";
import type { Frame } from "./frame.ts";
import { button, buttons } from "./parts.ts";
import { type Fault, type Progress, Refused, Unreachable } from "./server.ts";

const SHOWN_AFTER_MS = 500;

export class Work {
  readonly root = el("div", { class: "zm-desk-work" });
  private readonly words = el("p", { role: "status" });
  private readonly bar = el("progress", {});
  private readonly running = el("div", { hidden: true });
  private readonly failed = el("div", { class: "zm-desk-failed", role: "alert", hidden: true });
  private cancelling: AbortController | null = null;
  private busy = 0;

  constructor(private readonly frame: Frame) {
    this.root.append(this.running, this.failed);
  }

  /** Whether something goes on that may change the project. */
  get isBusy(): boolean {
    return this.busy > 0;
  }

  render(): void {
    this.bar.setAttribute("aria-label", this.frame.text("working"));
    const cancel = button(this.frame.text("cancel"), () => this.cancelling?.abort());
    fill(this.running, this.words, this.bar, buttons(cancel));
  }

  clear(): void {
    this.failed.hidden = true;
  }

  read<T extends object>(name: string, values: object = {}): Promise<T | null> {
    return this.run<T>(name, values, false);
  }

  write<T extends object>(name: string, values: object = {}): Promise<T | null> {
    return this.run<T>(name, values, true);
  }

  /** Run a call; null where it was cancelled, or not done and said so. */
  private async run<T extends object>(name: string, values: object, writes: boolean): Promise<T | null> {
    const language = this.frame.app.words.language;
    return this.during(async (signal) => {
      try {
        const how = { writes, signal, watch: (progress: Partial<Progress>) => this.tell(progress) };
        return await this.frame.server.call<T>(name, { language, ...values }, how);
      } catch (fault) {
        if (!(fault instanceof Refused) || fault.fault.kind !== "NeedsYes") throw fault;
        return (await this.ask(fault.fault)) ? this.run<T>(name, { ...values, yes: true }, writes) : null;
      }
    });
  }

  /** Do something that lasts; null where it was not done, which is said. */
  async during<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const cancelling = (this.cancelling = new AbortController());
    const shown = window.setTimeout(() => (this.running.hidden = false), SHOWN_AFTER_MS);
    this.clear();
    this.busy += 1;
    this.root.parentElement?.setAttribute("aria-busy", "true");
    try {
      return await run(cancelling.signal);
    } catch (fault) {
      this.fail(fault);
      return null;
    } finally {
      this.busy -= 1;
      window.clearTimeout(shown);
      if (this.busy === 0) this.rest(); // else something else still goes on
    }
  }

  private rest(): void {
    this.running.hidden = true;
    this.words.textContent = "";
    this.root.parentElement?.removeAttribute("aria-busy");
  }

  /** Say how far it is. */
  tell({ step = "working", name, done, of }: Partial<Progress>): void {
    const words = [this.frame.text(`step_${step}`), name].filter(Boolean).join(": ");
    if (this.words.textContent !== words) this.words.textContent = words;
    if (of == null || done == null) this.bar.removeAttribute("value");
    else {
      this.bar.max = of;
      this.bar.value = done;
    }
  }

  private fail(fault: unknown): void {
    if (fault instanceof Refused) return this.say(fault.fault);
    if (!(fault instanceof Unreachable)) throw fault;
    this.say({ kind: "", what: this.frame.text("ended"), remedy: "", option: "", doubts: [] });
  }

  private say({ kind, what, remedy, doubts }: Fault): void {
    const show =
      kind === "ChangedMeanwhile" && buttons(button(this.frame.app.words.text("ui.show"), () => this.frame.reload("")));
    fill(
      this.failed,
      el("p", {}, bdi(what)),
      remedy !== "" && el("p", {}, bdi(remedy)),
      ...doubts.map((doubt) => el("p", {}, bdi(doubt.what))),
      show,
    );
    this.failed.hidden = false;
    this.failed.scrollIntoView({ block: "nearest" });
  }

  /** Show what looks wrong; whether it is to be done all the same. */
  private ask(fault: Fault): Promise<boolean> {
    this.running.hidden = true;
    this.say(fault);
    return new Promise((decide) => {
      const answer = (yes: boolean) => () => {
        this.clear();
        decide(yes);
      };
      const yes = button(this.frame.text("all_the_same"), answer(true));
      this.failed.append(buttons(yes, button(this.frame.text("cancel"), answer(false))));
      yes.focus();
    });
  }
}
