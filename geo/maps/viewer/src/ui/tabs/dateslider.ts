// A slider with two ends over the dates of the records, and a button that lets time pass. Records without a date stay
// shown; how many they are is said under the slider.

import type { App, Part } from "../app.ts";
import { el, fill } from "../dom.ts";
import { daysOf, isoOf } from "./filters.ts";
import { icon } from "../icons.ts";

/** A step of the slider: its first and last day since 1970-01-01, and how it is written. */
interface Step {
  first: number;
  last: number;
  iso: string;
}

const LONGEST_BY_DAY = 120;
const LONGEST_BY_MONTH = 12 * 40;

/** Days, months or years between two days, as few as a slider can be moved through by hand. */
export function stepsBetween(earliest: number, latest: number): Step[] {
  const [from, to] = [isoOf(earliest), isoOf(latest)];
  const [year, lastYear] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  const step = (iso: string): Step => {
    const [first, last] = daysOf(iso)!;
    return { first, last, iso };
  };
  if (latest - earliest <= LONGEST_BY_DAY) {
    return Array.from({ length: latest - earliest + 1 }, (_, at) => step(isoOf(earliest + at)));
  }
  const years = Array.from({ length: lastYear - year + 1 }, (_, at) => String(year + at).padStart(4, "0"));
  const months = years
    .flatMap((one) => Array.from({ length: 12 }, (_, at) => `${one}-${String(at + 1).padStart(2, "0")}`))
    .filter((month) => month >= from.slice(0, 7) && month <= to.slice(0, 7));
  return (months.length <= LONGEST_BY_MONTH ? months : years).map(step);
}

export class DateSlider implements Part {
  readonly root = el("div", { class: "zm-dates" });
  private readonly from = el("input", { type: "range", min: 0, step: 1 });
  private readonly to = el("input", { type: "range", min: 0, step: 1 });
  private readonly range = el("div", { class: "zm-range" }, this.from, this.to);
  private readonly said = el("p", { class: "zm-datesaid" });
  private readonly play = el("button", { type: "button", class: "zm-button zm-play" });
  private steps: Step[] | null = null;
  private playing = 0;

  constructor(private readonly app: App) {
    this.from.addEventListener("input", () => this.moved(this.from));
    this.to.addEventListener("input", () => this.moved(this.to));
    this.range.addEventListener("click", (event) => this.clicked(event));
    this.play.addEventListener("click", () => (this.playing ? this.stop() : this.start()));
    app.on("filters", () => {
      if (this.steps !== null) this.follow();
    });
  }

  render(): void {
    const { words, filters } = this.app;
    const span = filters.span();
    if (span === null) return fill(this.root, el("p", { class: "zm-help" }, words.text("ui.filter_no_dates")));
    if (this.steps === null) {
      this.steps = stepsBetween(span.earliest, span.latest);
      for (const input of [this.from, this.to]) input.max = String(this.steps.length - 1);
      this.follow();
    }
    this.from.setAttribute("aria-label", words.text("ui.filter_from"));
    this.to.setAttribute("aria-label", words.text("ui.filter_to"));
    const undated = span.undated > 0 ? words.plural("ui.filter_undated", span.undated) : "";
    fill(
      this.root,
      this.said,
      this.range,
      el("div", { class: "zm-playrow" }, this.play, el("span", { class: "zm-help" }, undated)),
    );
    this.say();
  }

  // A time may also be asked for elsewhere.
  private follow(): void {
    const { from, to, hasDates } = this.app.filters;
    if (!hasDates) this.stop();
    const start = this.steps!.findIndex(({ last }) => last >= (from ?? -Infinity));
    const end = this.steps!.findIndex(({ last }) => last >= (to ?? Infinity));
    this.from.value = String(Math.max(0, start));
    this.to.value = end < 0 ? this.to.max : String(end);
    this.say();
  }

  // A place on the line, for whoever cannot drag: the end that is nearer goes there.
  private clicked(event: MouseEvent): void {
    if (event.target !== this.range) return; // an end itself was taken hold of
    const { left, right, width } = this.range.getBoundingClientRect();
    const along = this.app.words.direction === "rtl" ? right - event.clientX : event.clientX - left;
    const step = Math.round((along / width) * (this.steps!.length - 1));
    const off = (input: HTMLInputElement) => Math.abs(Number(input.value) - step);
    const nearer = off(this.from) < off(this.to) ? this.from : this.to;
    nearer.value = String(step);
    this.moved(nearer);
  }

  private moved(which: HTMLInputElement): void {
    this.stop();
    // The two ends push one another rather than cross.
    if (Number(this.from.value) > Number(this.to.value)) {
      const other = which === this.from ? this.to : this.from;
      other.value = which.value;
    }
    this.apply();
  }

  private apply(): void {
    const { filters } = this.app;
    const [from, to, last] = [Number(this.from.value), Number(this.to.value), this.steps!.length - 1];
    filters.from = from === 0 ? null : this.steps![from]!.first;
    filters.to = to === last ? null : this.steps![to]!.last;
    filters.gap = null;
    this.say();
    this.app.applyFilters();
  }

  private say(): void {
    if (this.steps === null) return;
    const { words } = this.app;
    const [a, b] = [this.from, this.to].map((input) => words.date(this.steps![Number(input.value)]!.iso));
    this.said.textContent = `${a} – ${b}`;
    this.from.setAttribute("aria-valuetext", a!);
    this.to.setAttribute("aria-valuetext", b!);
    const text = words.text(this.playing ? "ui.filter_pause" : "ui.filter_play");
    fill(this.play, icon(this.playing ? "pause" : "play"), el("span", {}, text));
  }

  // Time passes in at most sixty jumps; fewer and slower for those who asked for less motion.
  private start(): void {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const last = this.steps!.length - 1;
    const jump = Math.max(1, Math.ceil(last / (calm ? 12 : 60)));
    if (Number(this.to.value) === last) this.to.value = this.from.value;
    const tick = () => {
      this.to.value = String(Math.min(last, Number(this.to.value) + jump));
      if (Number(this.to.value) === last) this.stop();
      this.apply();
    };
    this.playing = window.setInterval(tick, calm ? 1500 : 400);
    this.say();
  }

  private stop(): void {
    window.clearInterval(this.playing);
    this.playing = 0;
    this.say();
  }
}
