// Where the focus goes back to. What closes, or is written anew, must not drop a reader who works by keyboard at the
// beginning of the page.

import type { RecordRef } from "../../model.ts";

/** Remembers the control from which something was opened. */
export class Opener {
  private from: Element | null = null;
  private row = "";

  /** `ref`: the record that is opened, whose row may have been written anew by the time the focus comes back. */
  remember(ref: RecordRef | null = null): void {
    this.from = document.activeElement;
    this.row = ref === null ? "" : rowName(ref);
  }

  /** Give the focus back to the control, to its record's row, to the tab that is open, or else to `otherwise`; in this
   * order, the first that is there and seen. */
  giveBack(otherwise: HTMLElement): void {
    const wasInPanel = this.from !== null && (this.from.closest(".zm-panel") !== null || !this.from.isConnected);
    const rows = this.row === "" ? [] : document.querySelectorAll(`.zm-pane [data-record="${this.row}"]`);
    const tabs = wasInPanel ? document.querySelectorAll('.zm-tabs [aria-selected="true"]') : [];
    const seen = [this.from, ...rows, ...tabs].find(canTakeFocus);
    ((seen as HTMLElement | undefined) ?? otherwise).focus({ preventScroll: seen === undefined });
    this.from = null;
  }
}

/** The name by which a record's row in a list is found again. */
export function rowName({ layer, record }: RecordRef): string {
  return `${layer}:${record}`;
}

/** The record of a row's name. */
export function refOf(name: string): RecordRef {
  const [layer, record] = name.split(":").map(Number) as [number, number];
  return { layer, record };
}

/** Whether the focus is nowhere: what had it is gone or hidden. */
export function isFocusLost(): boolean {
  return !canTakeFocus(document.activeElement);
}

function canTakeFocus(element: Element | null): boolean {
  return element !== null && element !== document.body && element.isConnected && element.getClientRects().length > 0;
}
