// Files: dropped or chosen, understood, looked at, added. Nothing is in the project before "Add".

import type * as Leaflet from "leaflet";
import { bdi, el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { keepingPlace } from "../keeping.ts";
import type { Panel } from "../panels.ts";
import { button, buttons, help } from "../parts.ts";
import { fileView, needsSomebody } from "./fileview.ts";
import { Preview } from "./preview.ts";
import { type Asked, type Changes, type Inspected, type Row, sent } from "./understood.ts";

declare const L: typeof Leaflet;

const CONTRIBUTION = "zonemark-contribution";
const MOST_BYTES_OF_ONE = 5_000_000;

export class FilesPanel implements Panel {
  readonly root = el("div", {});
  private readonly drop = el("div", { class: "zm-desk-drop" });
  private readonly next = el("div", {});
  private readonly list = el("div", {});
  private readonly preview: Preview;
  private asked: Asked[] = [];
  private answer: Inspected | null = null;
  private turn = 0;

  constructor(private readonly frame: Frame) {
    this.preview = new Preview(frame, (upload, row) => this.chosen(upload, row));
    this.root.append(this.drop, this.next, this.list);
    this.asked = (frame.kept.files as Asked[] | undefined) ?? [];
    this.acceptDrops();
  }

  // The viewer gives files that are dropped to its editor, which does not ask what is in a workbook.
  private acceptDrops(): void {
    const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      this.frame.app.root.classList.add("zm-desk-dropping");
    };
    const left = () => this.frame.app.root.classList.remove("zm-desk-dropping");
    window.addEventListener("dragover", over, { capture: true });
    window.addEventListener("dragleave", (event) => event.relatedTarget === null && left(), { capture: true });
    const dropped = (event: DragEvent) => {
      left();
      if (!holdsFiles(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void this.take(Array.from(event.dataTransfer!.files));
    };
    window.addEventListener("drop", dropped, { capture: true });
  }

  enter(): void {
    if (this.asked.length > 0 && this.answer === null) void this.inspect();
  }

  keep(): object[] {
    return this.asked;
  }

  render(): void {
    const { frame } = this;
    const input = el("input", { type: "file", class: "zm-unseen", multiple: true });
    input.addEventListener("change", () => void this.take(Array.from(input.files!)));
    fill(
      this.drop,
      el("p", {}, frame.text(this.asked.length ? "drop_more" : "drop")),
      el("label", { class: "zm-button zm-primary zm-edit-open" }, input, frame.text("choose")),
      this.asked.length === 0 && help(frame.text("formats")),
    );
    fill(this.next, ...(this.asked.length === 0 && frame.app.layers.length > 0 ? this.ways() : []));
    void frame.state().then((state) => {
      if (!state) return;
      const views = this.asked.map((asked) => {
        const file = this.answer?.files.find(({ upload }) => upload === asked.upload);
        const altering = {
          changed: () => void this.inspect(),
          removed: () => void this.remove(asked),
          show: (row: Row) => this.show(row),
        };
        const view = fileView(frame, state, asked, file, altering);
        view.open = this.asked.length === 1 || (file !== undefined && needsSomebody(file));
        return view;
      });
      const scroller = this.root.parentElement ?? this.root;
      keepingPlace(this.list, scroller, () =>
        fill(this.list, ...views, ...(this.answer ? this.outcome(this.answer) : [])),
      );
    });
  }

  /** Where to go once something has been added. */
  private ways(): HTMLElement[] {
    const { frame } = this;
    const problems = button(frame.text("problems"), () => frame.show("problems"), "warning");
    return [
      buttons(
        problems,
        button(frame.text("save_map"), () => frame.show("map"), "save"),
      ),
    ];
  }

  /** What adding would do, and the button that does it. */
  private outcome({ changes, doubts, error, files }: Inspected): HTMLElement[] {
    if (this.asked.length === 0) return [];
    const { frame } = this;
    const isReady = error === null && files.some((file) => file.error === null);
    const outcome = el(
      "section",
      { class: "zm-desk-outcome", "aria-label": frame.text("will_change") },
      el("h3", {}, frame.text("will_change")),
      el("ul", {}, ...changes.map((one) => el("li", {}, this.changeLine(one)))),
      error &&
        el(
          "div",
          { class: "zm-desk-failed", role: "alert" },
          bdi([error.what, error.remedy].filter(Boolean).join(" ")),
        ),
      ...doubts.map((one) => el("p", { class: "zm-note" }, bdi(one.what))),
    );
    if (!isReady) return [outcome];
    const doing = buttons(
      button(frame.text("add"), () => void this.add(), "plus", true),
      button(frame.app.words.text("ui.card_zoom"), () => this.preview.fit()),
    );
    doing.classList.add("zm-desk-doing");
    return [outcome, doing];
  }

  private changeLine({ title, layer, is_new, ...counts }: Changes): HTMLElement {
    const { frame } = this;
    const parts = (["added", "changed", "vanished", "returned", "removed", "unchanged"] as const)
      .filter((one) => counts[one] > 0)
      .map((one) => frame.text(`n_${one}`, { n: counts[one] }));
    const name = is_new ? frame.text("new_layer") : frame.text("layer");
    return el("span", {}, `${name} “`, bdi(title || layer), `”: ${frame.app.words.list(parts)}`);
  }

  /** Take in files that were dropped or chosen. */
  async take(files: File[]): Promise<void> {
    const { frame } = this;
    frame.show("files", false);
    const contributions: string[] = [];
    const taken = await frame.work.during(async () => {
      for (const [at, file] of files.entries()) {
        frame.work.tell({ step: "uploading", name: file.name, done: at, of: files.length });
        if (file.size > frame.session.limits.upload_bytes) throw frame.refusal(frame.text("too_large"), file.name);
        const { upload, name } = await frame.server.upload(file);
        if (await isContribution(file)) contributions.push(upload);
        else this.asked.push({ upload, name, options: {} });
      }
      return true;
    });
    if (contributions.length > 0) await frame.receive({ uploads: contributions });
    else if (taken) await this.inspect();
    else this.render();
  }

  private async inspect(): Promise<void> {
    const turn = ++this.turn;
    if (this.asked.length === 0) this.answer = null;
    else {
      const answer = await this.frame.work.read<Inspected>("inspect", { files: this.asked.map(sent) });
      if (turn !== this.turn) return;
      this.answer = answer ?? this.answer;
    }
    this.preview.show(this.answer?.files ?? []);
    this.render();
    if (this.answer) this.frame.app.announce(this.said(this.answer));
  }

  private said({ files }: Inspected): string {
    return files
      .map(({ name, error, rows, placed }) =>
        error ? `${name}: ${error.what}` : `${name}: ${this.frame.text("rows_placed", { rows, placed })}`,
      )
      .join(" ");
  }

  private async remove(asked: Asked): Promise<void> {
    this.asked = this.asked.filter((one) => one !== asked);
    await this.frame.work.during(() => this.frame.server.forget(asked.upload).then(() => true));
    await this.inspect();
    this.root.querySelector<HTMLElement>("input")!.focus();
  }

  private async add(): Promise<void> {
    const done = await this.frame.work.write<{ changes: Changes[] }>("add", { files: this.asked.map(sent) });
    if (!done) return;
    this.asked = [];
    const told = done.changes.map((one) => this.changeLine(one).textContent);
    this.frame.reload([this.frame.text("added"), ...told].join("\n"));
  }

  private show({ geometry }: Row): void {
    this.preview.zoomTo(L.geoJSON(geometry!).getBounds());
  }

  /** A record of a file was chosen on the map: its row is shown. */
  private chosen(upload: string, row: number): void {
    const line = this.list.querySelector(`[data-upload="${CSS.escape(upload)}"] tr[data-row="${row}"]`);
    for (const one of this.list.querySelectorAll(".zm-desk-chosen")) one.classList.remove("zm-desk-chosen");
    for (let at = line?.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
    line?.classList.add("zm-desk-chosen");
    line?.scrollIntoView({ block: "center" });
  }
}

/** Whether a file holds what a reader of a map drew and corrected. */
async function isContribution(file: File): Promise<boolean> {
  if (!file.name.toLowerCase().endsWith(".json") || file.size > MOST_BYTES_OF_ONE) return false;
  return (await file.text()).includes(CONTRIBUTION);
}
