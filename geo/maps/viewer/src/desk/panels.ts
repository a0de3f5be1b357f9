// The panels of the desk, in the order of the work.

import { FilesPanel } from "./files/filespanel.ts";
import type { Frame } from "./frame.ts";
import { HistoryPanel } from "./panels/historypanel.ts";
import { LayersPanel } from "./panels/layerspanel.ts";
import { MapPanel } from "./panels/mappanel.ts";
import { ProblemsPanel } from "./panels/problemspanel.ts";
import { ReviewPanel } from "./panels/reviewpanel.ts";

export const PANELS = ["files", "problems", "review", "layers", "map", "history"] as const;
export type PanelName = (typeof PANELS)[number];

export interface Panel {
  readonly root: HTMLElement;
  /** Write it anew, in another language or for other news. */
  render(): Promise<void> | void;
  /** It comes to the front: ask for what it shows. */
  enter?(): Promise<void> | void;
  /** Another takes its place. */
  leave?(): void;
  /** What is to be known again after the page has been loaded anew. */
  keep?(): object[];
}

export function panelsOf(frame: Frame): { [name in PanelName]: Panel } {
  return {
    files: new FilesPanel(frame),
    problems: new ProblemsPanel(frame),
    review: new ReviewPanel(frame),
    layers: new LayersPanel(frame),
    map: new MapPanel(frame),
    history: new HistoryPanel(frame),
  };
}
