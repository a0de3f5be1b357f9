// The records that are shown, in an order: what the list of the panel and the table have in common, so that both show the
// same records and say the same number.

import { isSubject, kindOf } from "../../kinds.ts";
import type { Layer, RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { dateOf, nameOf } from "../card/facts.ts";
import { byKind } from "../tabs/legend.ts";

/** What records are put in order by: a text or a number, null where there is none. Those come last either way. */
export type SortKey = (layer: Layer, record: number) => string | number | null;

export interface Order {
  key: SortKey;
  descending: boolean;
}

export const byDate: SortKey = dateOf;

export function byName(app: App): SortKey {
  return (layer, record) => nameOf(layer, record, app.words.language);
}

export class Listing {
  inView = false;
  /** As in the data for null. */
  order: Order | null = null;
  // A layer's number and a record's number, because a million objects would not fit.
  private layers = new Uint16Array(0);
  private records = new Uint32Array(0);
  /** How many of them the map is not about: places and figures. */
  private aside = 0;

  constructor(private readonly app: App) {}

  get length(): number {
    return this.records.length;
  }

  ref(at: number): RecordRef {
    return { layer: this.layers[at]!, record: this.records[at]! };
  }

  /** How many there are. The number is the heading's; what the list holds besides is said apart. */
  get text(): string {
    const { words } = this.app;
    const counted = this.length - this.aside;
    const told = [
      counted > 0 && words.plural("ui.records", counted),
      this.aside > 0 && words.text("ui.records_aside", { n: this.aside }),
    ];
    return told.filter(Boolean).join(" · ") || words.text("ui.records_none");
  }

  gather(): void {
    const { filters, layers } = this.app;
    const total = layers.reduce((sum, layer) => sum + layer.count, 0);
    const [ofLayer, ofRecord] = [new Uint16Array(total), new Uint32Array(total)];
    const counts = isSubject(layers.map(({ kind }) => kind));
    let n = 0;
    this.aside = 0;
    for (const layer of [...layers].sort(byKind)) {
      if (filters.hiddenLayers.has(layer.index)) continue;
      const before = n;
      for (const record of this.shownOf(layer)) {
        ofLayer[n] = layer.index;
        ofRecord[n] = record;
        n += 1;
      }
      if (!counts(layer.kind)) this.aside += n - before;
    }
    [this.layers, this.records] = [ofLayer.slice(0, n), ofRecord.slice(0, n)];
    if (this.order !== null) this.sort(this.order);
  }

  private *shownOf(layer: Layer): Iterable<number> {
    if (this.inView) {
      if (kindOf(layer.kind).placed) yield* this.app.engine.recordsInView(layer.index);
      return;
    }
    const mask = this.app.shownMask(layer.index);
    for (let record = 0; record < layer.count; record++) if (mask === null || mask[record] === 1) yield record;
  }

  private sort({ key, descending }: Order): void {
    const { words, layers } = this.app;
    const keys = Array.from(this.records, (record, at) => key(layers[this.layers[at]!]!, record));
    // The order of a language is slow to compute; for very long lists the order of letters' codes must do.
    const collate = keys.length < 100_000 ? new Intl.Collator(words.language, { numeric: true }).compare : byCode;
    const compare = (a: string | number, b: string | number) =>
      typeof a === "number" && typeof b === "number" ? a - b : collate(String(a), String(b));
    const places = Uint32Array.from(keys, (_, at) => at);
    places.sort((a, b) => {
      const [x, y] = [keys[a]!, keys[b]!];
      if (x === null || y === null || x === y) return Number(x === null) - Number(y === null) || a - b;
      return (descending ? -1 : 1) * compare(x, y) || a - b;
    });
    this.layers = Uint16Array.from(places, (at) => this.layers[at]!);
    this.records = Uint32Array.from(places, (at) => this.records[at]!);
  }
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
