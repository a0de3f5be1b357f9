// One file that is to be added: what was understood of it, and what can be stated where it was understood wrongly.

import { bdi, el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { button, buttons, check, fold, labelled, type Option, select, textInput } from "../parts.ts";
import { problemList } from "../panels/problemlist.ts";
import type { State } from "../state.ts";
import { columnsOf } from "./columns.ts";
import { rowsTable } from "./rowstable.ts";
import type { Asked, Options, Row, Understood } from "./understood.ts";

/** What of a file can be altered. */
export interface Altering {
  changed(): void;
  removed(): void;
  show(row: Row): void;
}

export function fileView(
  frame: Frame,
  state: State,
  asked: Asked,
  file: Understood | undefined,
  altering: Altering,
): HTMLDetailsElement {
  const remove = button(frame.app.words.text("edit.remove"), () => altering.removed());
  // One that is not understood yet is another, of which nothing is kept: a file that cannot be read opens by itself.
  const key = file ? asked.upload : "";
  const root = el("details", { class: "zm-desk-file", "data-upload": asked.upload, "data-key": key });
  const state_ = (options: Options) => {
    asked.options = { ...asked.options, ...options };
    altering.changed();
  };
  fill(
    root,
    el("summary", {}, el("h3", {}, bdi(asked.name)), file && !file.part_of && el("span", {}, summaryOf(frame, file))),
  );
  if (file?.part_of) root.append(el("p", { class: "zm-help" }, frame.text("part_of", { file: file.part_of })));
  if (file?.error) root.append(errorOf(file));
  if (file?.columns) root.append(...understood(frame, state, asked, file, { ...altering, state: state_ }));
  else if (file?.error) root.append(moreOf(frame, file, state_, true));
  root.append(buttons(remove));
  return root;
}

/** Whether somebody has to look at a file before it can be added well. */
export function needsSomebody({ error, counts }: Understood): boolean {
  return error !== null || (counts?.["error"] ?? 0) > 0;
}

function summaryOf(frame: Frame, file: Understood): string {
  if (file.error) return frame.text("not_read");
  const counted = frame.text("rows_placed", { rows: file.rows, placed: file.placed });
  return [counted, countedProblems(frame, file)].filter(Boolean).join(" ");
}

function errorOf({ error }: Understood): HTMLElement {
  const { what, remedy } = error!;
  return el(
    "div",
    { class: "zm-desk-failed", role: "alert" },
    el("p", {}, bdi(what)),
    remedy !== "" && el("p", {}, bdi(remedy)),
  );
}

type Stating = Altering & { state(options: Options): void };

function understood(frame: Frame, state: State, asked: Asked, file: Understood, stating: Stating): Node[] {
  const { words } = frame.app;
  const kinds = Object.keys(state.kinds).map((kind): Option => [kind, words.text(`kind.${kind}`)]);
  const unknown = file.columns.filter(({ field }) => field === "").length;
  const put = (column: string, field: string) =>
    stating.state({ fields: { ...asked.options.fields, [column]: field } });
  const fields = (state.kinds[file.kind] ?? []).map(([name]) => name);
  const columns = fold(
    "columns",
    frame.text("columns", { n: file.columns.length, known: file.columns.length - unknown }),
    columnsOf(frame, file, fields, put),
  );
  columns.open = unknown > 0;
  const rows = fold("rows", frame.text("first_rows"), rowsTable(frame, file, stating.show));
  rows.open = true;
  return [
    file.remembered && el("p", { class: "zm-help" }, frame.text("remembered", { file: file.remembered })),
    el(
      "div",
      { class: "zm-desk-pair" },
      labelled(
        frame.text("kind"),
        select(kinds, file.kind, (kind) => stating.state({ kind })),
      ),
      layerOf(frame, state, asked, file, stating),
      byOf(frame, asked, file, stating),
    ),
    columns,
    !file.error && rows,
    !file.error && problemsOf(frame, file),
    moreOf(frame, file, stating.state, file.error !== null),
  ].filter((one) => one instanceof Node);
}

function layerOf(frame: Frame, state: State, asked: Asked, file: Understood, stating: Stating): HTMLElement | false {
  if (file.by) return false;
  const list = el("datalist", { id: `zm-desk-layers-${asked.upload}` });
  list.append(
    ...state.layers.filter(({ kind }) => kind === file.kind).map(({ name }) => el("option", { value: name })),
  );
  const input = textInput(asked.layer || file.layer, (layer) => {
    asked.layer = layer;
    stating.changed();
  });
  input.setAttribute("list", list.id);
  return el("div", {}, labelled(frame.text("layer"), input), list);
}

function byOf(frame: Frame, asked: Asked, file: Understood, stating: Stating): HTMLElement {
  const { words } = frame.app;
  const options = file.columns.map(
    ({ name, field }): Option => [field || name, field ? words.field(field, file.kind) : name],
  );
  const chosen = select([["", frame.text("one_layer")], ...options], file.by, (by) => {
    asked.by = by;
    if (by) asked.layer = "";
    stating.changed();
  });
  return labelled(frame.text("layers_of"), chosen);
}

function problemsOf(frame: Frame, file: Understood): HTMLElement | false {
  if (file.problems.length === 0) return false;
  const list = fold("problems", countedProblems(frame, file), problemList(frame, file.problems));
  list.open = (file.counts["error"] ?? 0) > 0;
  return list;
}

function countedProblems(frame: Frame, { counts }: Understood): string {
  const found = (["error", "warning", "note"] as const).filter((one) => (counts[one] ?? 0) > 0);
  return frame.app.words.list(found.map((one) => frame.text(`count_${one}`, { n: counts[one]! })));
}

/** What is seldom stated; open where the file could not be read without it. */
function moreOf(frame: Frame, file: Understood, state: (options: Options) => void, isOpen: boolean): HTMLElement {
  const { options = {}, sheets = [], columns = [], facts = {} } = file;
  const sheet = sheets.length > 1 && [
    labelled(
      frame.text("sheet"),
      select(
        // Without a wish all sheets with the headings of the first are read as one table.
        [
          ["", facts["sheet"] ?? ""],
          ...sheets.filter((one) => one !== facts["sheet"]).map((one): Option => [one, one]),
        ],
        options.sheet ?? "",
        (sheet) => state({ sheet: sheet || undefined }),
      ),
    ),
  ];
  const crs = labelled(
    frame.text("crs"),
    textInput(options.crs ?? "", (crs) => state({ crs })),
  );
  const encoding = labelled(
    frame.text("encoding"),
    textInput(options.encoding ?? "", (encoding) => state({ encoding })),
  );
  const headings = check(frame.text("no_headings"), options.headings === false, (off) =>
    state({ headings: off ? false : undefined }),
  );
  const personal =
    (columns.some((one) => one.personal) || options.keep_personal === true) &&
    check(frame.text("keep_personal"), options.keep_personal === true, (keep_personal) => state({ keep_personal }));
  const more = fold("more", frame.text("more"), ...(sheet || []), crs, headings, encoding, personal);
  more.open = isOpen || (sheet !== false && options.sheet === undefined);
  return more;
}
