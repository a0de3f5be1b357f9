// Work that goes on: what is done now and how far it is, with a way to cancel it; and why something was not done, with what
// can be done about it. One call at a time.

import { bdi, el, fill } from "../ui/dom.ts";
import type { Frame } from "./frame.ts";
import { button, buttons } from "./parts.ts";
import { type Fault, type Progress, Refused, Unreachable } from "./server.ts";

const SHOWN_AFTER_MS = 500;

/** The control that something is about which could not be done as it was stated there. */
type At = (option: string) => HTMLElement | null;

export class Work {
  readonly root = el("div", { class: "zm-desk-work" });
  private readonly words = el("p", { role: "status" });
  private readonly bar = el("progress", {});
  private readonly running = el("div", { hidden: true });
  private readonly failed = el("div", { id: "zm-desk-failed", class: "zm-desk-failed", role: "alert", hidden: true });
  private wrong: HTMLElement | null = null;
  private readonly cancelling = new Set<AbortController>();
  private busy = 0;
  private isWriting = false;
  /** Whether the last work was ended by the button that cancels it. */
  wasCancelled = false;

  constructor(private readonly frame: Frame) {
    this.root.append(this.running, this.failed);
  }

  /** Whether something goes on that may change the project. */
  get isBusy(): boolean {
    return this.busy > 0;
  }

  render(): void {
    this.bar.setAttribute("aria-label", this.frame.text("working"));
    const cancel = button(this.frame.text("cancel"), () => this.cancel());
    fill(this.running, this.words, this.bar, buttons(cancel));
  }

  private cancel(): void {
    for (const one of this.cancelling) one.abort();
  }

  clear(): void {
    this.hide(this.failed);
    this.wrong?.removeAttribute("aria-invalid");
    this.wrong?.removeAttribute("aria-describedby");
    this.wrong = null;
  }

  /** Hide what may hold the focus, which then goes to the heading of the panel. */
  private hide(part: HTMLElement): void {
    const held = part.contains(document.activeElement);
    part.hidden = true;
    if (held) this.frame.focusHeading();
  }

  read<T extends object>(name: string, values: object = {}): Promise<T | null> {
    return this.run<T>(name, values, false);
  }

  /** `at` gives the control that a refusal is about, where there is one, by the option that the refusal names. A second
   * press of a button, before the first has been done, does nothing. */
  async write<T extends object>(name: string, values: object = {}, at?: At): Promise<T | null> {
    if (this.isWriting) return null;
    this.isWriting = true;
    try {
      return await this.run<T>(name, values, true, at);
    } finally {
      this.isWriting = false;
    }
  }

  /** Run a call; null where it was cancelled, or not done and said so. */
  private async run<T extends object>(name: string, values: object, writes: boolean, at?: At): Promise<T | null> {
    const language = this.frame.app.words.language;
    return this.during(async (signal) => {
      try {
        const how = { writes, signal, watch: (progress: Partial<Progress>) => this.tell(progress) };
        const answer = await this.frame.server.call<T>(name, { language, ...values }, how);
        this.wasCancelled = answer === null;
        return answer;
      } catch (fault) {
        if (!(fault instanceof Refused) || fault.fault.kind !== "NeedsYes") throw fault;
        return (await this.ask(fault.fault)) ? this.run<T>(name, { ...values, yes: true }, writes) : null;
      }
    }, at);
  }

  /** Do something that lasts; null where it was not done, which is said. */
  async during<T>(run: (signal: AbortSignal) => Promise<T>, at?: At): Promise<T | null> {
    const cancelling = new AbortController();
    this.cancelling.add(cancelling);
    this.wasCancelled = false;
    const shown = window.setTimeout(() => (this.running.hidden = false), SHOWN_AFTER_MS);
    this.clear();
    this.busy += 1;
    this.root.parentElement?.setAttribute("aria-busy", "true");
    try {
      return await run(cancelling.signal);
    } catch (fault) {
      this.wasCancelled = cancelling.signal.aborted;
      if (!this.wasCancelled) this.fail(fault, at);
      return null;
    } finally {
      this.cancelling.delete(cancelling);
      this.busy -= 1;
      window.clearTimeout(shown);
      if (this.busy === 0) this.rest(); // else something else still goes on
    }
  }

  private rest(): void {
    this.hide(this.running);
    this.words.textContent = "";
    this.root.parentElement?.removeAttribute("aria-busy");
  }

  /** What is done now, and of what. */
  inWords({ step = "working", name }: Partial<Progress>): string {
    return [this.frame.text(`step_${step}`), name].filter(Boolean).join(": ");
  }

  /** Say how far it is. */
  tell(progress: Partial<Progress>): void {
    const { done, of } = progress;
    const words = this.inWords(progress);
    if (this.words.textContent !== words) this.words.textContent = words;
    if (of == null || done == null) this.bar.removeAttribute("value");
    else {
      this.bar.max = of;
      this.bar.value = done;
    }
  }

  /** Say why something was not done. */
  fail(fault: unknown, at?: At): void {
    if (fault instanceof Refused) return this.say(fault.fault, at?.(fault.fault.option));
    if (!(fault instanceof Unreachable)) throw fault;
    this.say({ kind: "", what: this.frame.text("ended"), remedy: "", option: "", doubts: [] });
  }

  private say({ kind, what, remedy, doubts }: Fault, about?: HTMLElement | null): void {
    const show =
      kind === "ChangedMeanwhile" && buttons(button(this.frame.app.words.text("ui.show"), () => this.frame.reload("")));
    fill(
      this.failed,
      el("p", {}, bdi(what)),
      remedy !== "" && el("p", {}, bdi(remedy)),
      ...doubts.map((doubt) => el("p", {}, bdi(doubt.what))),
      show,
    );
    if (about) this.pointAt(about);
    else if (this.failed.parentElement !== this.root) this.root.append(this.failed);
    this.failed.hidden = false;
    this.failed.scrollIntoView({ block: "nearest" });
  }

  /** Say it at the control that it is about. */
  private pointAt(about: HTMLElement): void {
    for (let at = about.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
    (about.closest("label, fieldset") ?? about).after(this.failed);
    about.setAttribute("aria-invalid", "true");
    about.setAttribute("aria-describedby", this.failed.id);
    about.focus();
    this.wrong = about;
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
