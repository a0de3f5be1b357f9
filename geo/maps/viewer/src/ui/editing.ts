// The door to the editor: readers draw and correct in the map that they received, and save a file that goes back. The
// editor is a script of its own, which the page carries as text and reads when it is first wanted; a map may be made
// without it.

import * as kit from "../edit/kit.ts";
import type { RecordRef } from "../model.ts";
import type { App } from "./app.ts";

export interface Editor {
  /** Bring the editor to the front, for one record if one is given. */
  open(ref?: RecordRef): void;
  /** Take in files of the reader's own. */
  take(files: Iterable<File>): void;
}

/** What the editor's script leaves in the page. */
export interface EditorScript {
  start(app: App): Editor;
}

/** What the page carries where it has the editor (geo/maps/page/editing.py). */
interface Page {
  zonemarkEditor?: { script: string; style: string };
  zonemarkKit: typeof kit;
  zonemarkEdit: EditorScript;
}

const page = window as unknown as Page;

/** Whether the map carries the editor. */
export function hasEditor(app: App): boolean {
  return app.data.settings.edit != null && page.zonemarkEditor !== undefined;
}

/** Let the parts of the page reach the editor, and take in files that are dropped anywhere. */
export function offerEditor(app: App): void {
  let editor: Editor | null = null;
  const started = () => (editor ??= start(app));
  app.contribute = (ref) => started().open(ref);
  const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true;
  document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // the browser would leave the map for the file
    started().take(event.dataTransfer!.files);
  });
}

function start(app: App): Editor {
  const { script, style } = page.zonemarkEditor!;
  page.zonemarkKit = kit;
  for (const [tag, text] of Object.entries({ style, script })) {
    const element = document.createElement(tag);
    element.textContent = text; // the policy lets these very texts in
    document.head.append(element);
  }
  return page.zonemarkEdit.start(app);
}
