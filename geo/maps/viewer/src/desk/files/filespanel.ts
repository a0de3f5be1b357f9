// Files: dropped or chosen, understood, looked at, added. Nothing is in the project before "Add".

import type * as Leaflet from "leaflet";
import { add, bdi, el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { keepingPlace } from "../keeping.ts";
import type { Panel } from "../panels.ts";
import { button, buttons, help } from "../parts.ts";
import { GivingBack } from "../panels/givingback.ts";
import { Refused } from "../server.ts";
import { fileView, needsSomebody } from "./fileview.ts";
import { Preview } from "./preview.ts";
import { rowOf } from "./rowstable.ts";
import { type Asked, type Changes, type Inspected, type Row, sent } from "./understood.ts";

declare const L: typeof Leaflet;

const CONTRIBUTION = "zonemark-contribution";
const MOST_BYTES_OF_ONE = 5_000_000;

export class FilesPanel implements Panel {
  readonly root = el("div", {});
  private readonly drop = el("div", { class: "zm-desk-drop" });
  // Made once: a key that is held down, and the browser's window of files, belong to the control that they began at.
  private readonly input = el("input", { type: "file", class: "zm-unseen", multiple: true });
  private readonly invitation = el("p", {});
  private readonly choose = el("span", {});
  private readonly formats = help("");
  private readonly next = el("div", {});
  private readonly list = el("div", {});
  private readonly preview: Preview;
  private asked: Asked[] = [];
  /** What was stated of the files when they were understood last, and what was understood. */
  private stated: Asked[] = [];
  private answer: Inspected | null = null;
  private readonly back: GivingBack;
  private turn = 0;

  constructor(private readonly frame: Frame) {
    this.preview = new Preview(frame, (upload, row) => this.chosen(upload, row));
    this.back = new GivingBack(frame, () => ({ files: this.read().map(sent) }));
    this.input.addEventListener("change", () => {
      void this.take(Array.from(this.input.files!));
      this.input.value = ""; // so that the same file can be chosen again
    });
    add(
      this.drop,
      this.invitation,
      el("label", { class: "zm-button zm-primary zm-edit-open" }, this.input, this.choose),
      this.formats,
    );
    this.root.append(this.drop, this.next, this.list);
    const kept = (frame.kept.files as Asked[] | undefined) ?? [];
    this.asked = kept.filter(({ upload }) => frame.session.uploads.includes(upload));
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
    this.invitation.textContent = frame.text(this.asked.length ? "drop_more" : "drop");
    this.choose.textContent = frame.text("choose");
    this.formats.textContent = frame.text("formats");
    this.formats.hidden = this.asked.length > 0;
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
    const isWrong = files.some(({ error, problems }) => error === null && problems?.length > 0);
    const said = isWrong ? [outcome, this.back.render()] : [outcome];
    if (!isReady) return said;
    const doing = buttons(
      button(frame.text("add"), () => void this.add(), "plus", true),
      button(frame.app.words.text("ui.card_zoom"), () => this.preview.fit()),
    );
    doing.classList.add("zm-desk-doing");
    doing.prepend(...this.partShown(files)); // in sight with the map that it is about
    return [...said, doing];
  }

  /** That the map shows some of the records only, spread over all, where they are many. */
  private partShown(files: Inspected["files"]): HTMLElement[] {
    const { words } = this.frame.app;
    const read = files.filter((file) => file.error === null && file.features);
    const shown = read.reduce((sum, { features }) => sum + features.features.length, 0);
    const total = read.reduce((sum, { features_of }) => sum + features_of, 0);
    if (shown === total) return [];
    const told = words.text("ui.shown_of", { shown: words.number(shown), total: words.number(total) });
    return [help(`${words.text("ui.card_zoom")}: ${told}`)];
  }

  /** The files that could be read, and of which somebody can have seen how. */
  private read(): Asked[] {
    const good = this.answer?.files.filter(({ error }) => error === null).map(({ upload }) => upload) ?? [];
    return this.asked.filter(({ upload }) => good.includes(upload));
  }

  private changeLine({ title, layer, is_new, ...counts }: Changes): HTMLElement {
    const { frame } = this;
    const parts = (["added", "changed", "vanished", "returned", "removed", "unchanged"] as const)
      .filter((one) => counts[one] > 0)
      .map((one) => frame.text(`n_${one}`, { n: counts[one] }));
    if (parts.length === 0) parts.push(frame.text("n_added", { n: 0 }));
    const name = is_new ? frame.text("new_layer") : frame.text("layer");
    return el("span", {}, `${name} “`, bdi(title || layer), `”: ${frame.app.words.list(parts)}`);
  }

  /** Take in files that were dropped or chosen. */
  async take(files: File[]): Promise<void> {
    const { frame } = this;
    frame.show("files", false);
    const contributions: string[] = [];
    const asked: Asked[] = [];
    const refused: string[] = [];
    const taken = await frame.work.during(async (signal) => {
      for (const [at, file] of files.entries()) {
        frame.work.tell({ step: "uploading", name: file.name, done: at, of: files.length });
        if (this.asked.length + asked.length + contributions.length >= frame.session.limits.uploads) {
          refused.push(frame.text("too_many", { n: frame.session.limits.uploads }));
          break;
        }
        try {
          const { upload, name } = await frame.upload(file, signal);
          if (await isContribution(file)) contributions.push(upload);
          else asked.push({ upload, name, options: {} });
        } catch (fault) {
          if (!(fault instanceof Refused)) throw fault;
          refused.push(fault.message); // it keeps no other from being taken in
        }
      }
      return true;
    });
    if (!taken) return this.forget([...contributions, ...asked.map(({ upload }) => upload)]);
    this.asked.push(...asked);
    if (contributions.length > 0) await frame.receive({ uploads: contributions });
    else await this.inspect();
    if (refused.length > 0) frame.work.fail(frame.refusal(refused.join(" ")));
  }

  /** Let the server forget files of which nobody wants anything any more. */
  private forget(uploads: string[]): void {
    for (const upload of uploads) void this.frame.server.forget(upload).catch(() => undefined);
  }

  private async inspect(): Promise<void> {
    const turn = ++this.turn;
    this.back.forget();
    this.frame.remember();
    this.list.querySelector(".zm-desk-doing .zm-primary")?.setAttribute("aria-disabled", "true");
    if (this.asked.length === 0) this.answer = null;
    else {
      const answer = await this.frame.work.read<Inspected>("inspect", { files: this.asked.map(sent) });
      if (turn !== this.turn) return;
      if (answer !== null) this.understand(answer);
      else if (this.frame.work.wasCancelled) this.takeBack();
    }
    this.preview.show(this.answer?.files ?? []);
    this.render();
    if (this.answer) this.frame.app.announce(this.said(this.answer));
  }

  /** A file that cannot be read as was stated last keeps its columns, so that this can be put right. */
  private understand(answer: Inspected): void {
    for (const file of answer.files) {
      if (!file.error) continue;
      const { options } = this.asked.find(({ upload }) => upload === file.upload)!;
      Object.assign(
        file,
        this.answer?.files.find(({ upload }) => upload === file.upload),
        { error: file.error, options },
      );
      file.columns = file.columns?.map((one) => ({ ...one, field: options.fields?.[one.name] ?? one.field }));
    }
    this.answer = answer;
    this.stated = structuredClone(this.asked);
  }

  /** What was stated, or dropped, since the files were understood last is not in force: it was cancelled. */
  private takeBack(): void {
    const known = new Set(this.stated.map(({ upload }) => upload));
    this.forget(this.asked.map(({ upload }) => upload).filter((upload) => !known.has(upload)));
    this.asked = structuredClone(this.stated);
    this.frame.remember();
  }

  private said({ files }: Inspected): string {
    return files
      .filter((file) => !file.part_of)
      .map(({ name, error, rows, placed }) =>
        error ? `${name}: ${error.what}` : `${name}: ${this.frame.text("rows_placed", { rows, placed })}`,
      )
      .join(" ");
  }

  private async remove(asked: Asked): Promise<void> {
    this.asked = this.asked.filter((one) => one.upload !== asked.upload);
    this.stated = this.stated.filter((one) => one.upload !== asked.upload); // whoever cancels has it removed all the same
    this.forget([asked.upload]);
    await this.inspect();
    this.root.querySelector<HTMLElement>("input")!.focus();
  }

  private async add(): Promise<void> {
    if (this.list.querySelector(".zm-desk-doing [aria-disabled]")) return; // it is being understood anew
    const read = this.read(); // what could not be read stays here, and says why
    const done = await this.frame.work.write<{ changes: Changes[] }>("add", { files: read.map(sent) });
    if (!done) return;
    this.asked = this.asked.filter((one) => !read.includes(one));
    this.forget(read.map(({ upload }) => upload));
    const told = done.changes.map((one) => this.changeLine(one).textContent);
    this.frame.reload([this.frame.text("added"), ...told].join("\n"));
  }

  private show({ geometry }: Row): void {
    this.preview.zoomTo(L.geoJSON(geometry!).getBounds());
  }

  /** Puts a row below those that are shown, since it stands further down in the file. */
  private beyond(view: Element, upload: string, row: number): HTMLElement | undefined {
    const file = this.answer?.files.find((one) => one.upload === upload);
    const feature = file?.features.features.find(({ properties }) => properties?.["row"] === row);
    if (!file || !feature) return undefined;
    const { geometry } = feature;
    const { id, cells } = feature.properties as { id: string; cells: Row["cells"] };
    const lonlat = geometry.type === "Point" ? geometry.coordinates : [];
    const read = cells.map(
      (cell, at) => cell ?? lonlat[["lon", "lat"].indexOf(file.columns[at]!.field)]?.toString() ?? null,
    );
    const lines = rowOf(this.frame, file, { row, cells: read, id, geometry }, (one) => this.show(one));
    const body = el("tbody", { class: "zm-desk-beyond" }, ...lines);
    view.querySelector(".zm-desk-rows")?.append(body);
    return lines[0];
  }

  /** A record of a file was chosen on the map: its row is shown. */
  private chosen(upload: string, row: number): void {
    const view = this.list.querySelector(`[data-upload="${CSS.escape(upload)}"]`);
    this.list.querySelector(".zm-desk-beyond")?.remove();
    let line = view?.querySelector(`tr[data-row="${row}"]`);
    if (view && !line) line = this.beyond(view, upload, row);
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
