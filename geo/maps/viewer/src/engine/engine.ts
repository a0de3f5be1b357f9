// The engine draws the records of a map, finds them under a finger, counts them, and says what is near. It knows nothing
// of panels and words; the panels know nothing of canvases.

import { isSubject, kindOf } from "../kinds.ts";
import type * as L from "leaflet";
import type { Outline } from "../land.ts";
import type { Bounds, MapData, RecordRef } from "../model.ts";
import { type Basemap, readBasemap } from "./draw/background.ts";
import { type Painted, withPictured } from "./draw/pictures/badges.ts";
import { DISTRICT_M } from "./draw/classes.ts";
import type { DecodedLayer } from "../data/decode.ts";
import { linkDistricts } from "./ground/districts.ts";
import { paintGraticule } from "./draw/graticule.ts";
import { makePanes } from "./opening/panes.ts";
import { type Target, Views } from "./opening/views.ts";
import { eachGroup, Groups } from "./groups.ts";
import { hitsAt } from "./hit.ts";
import { Lettering } from "./draw/lettering.ts";
import type { Written } from "./draw/writing.ts";
import { worldX, worldY } from "./mercator.ts";
import { near, type Place, type Surroundings } from "./near.ts";
import { Overlay } from "./draw/overlay.ts";
import { paintRecords } from "./draw/painter.ts";
import { paintSheet, type SheetView } from "./sheet.ts";
import { atRest, idle, onScreen } from "./pause.ts";
import { paintPointed, paintSelected } from "./draw/selected.ts";
import { UNITS } from "../data/shapes.ts";
import { GROUP_SIGN, signsIn } from "./draw/signs.ts";
import { type DrawnLayer, eachInView, measureBoxes, prepare, settingsInView } from "./spatial.ts";
import { type Count, countDrawn, Tallies } from "./tallies.ts";
import { type Swatch, Swatches } from "./draw/pictures/swatches.ts";
import { type Context, Symbols } from "./draw/symbols.ts";
import { Taken } from "./taken.ts";
import { CanvasTiles, pixelRatio } from "./draw/tiles.ts";
import type { View } from "./draw/trace.ts";
import { type Grounds, paintGround } from "./ground/paint.ts";
import { paintLocator } from "./ground/locator.ts";

const MOUSE_PX = 4;
const FINGER_PX = 12;
export interface EngineOptions {
  language: string;
  reducedMotion: boolean;
}

export class Engine {
  private readonly layers: DrawnLayer[];
  private readonly inOrder: DrawnLayer[];
  readonly swatches: Swatches;
  private readonly worldTiles: CanvasTiles;
  private readonly recordTiles: CanvasTiles;
  private readonly overlay: Overlay;
  private readonly halo: Overlay;
  private readonly tallies: Tallies;
  private readonly views: Views;
  private readonly groups: Groups;
  private readonly lettering: Lettering;
  private readonly changed = new Set<() => void>();
  private readonly shown: Promise<void>;
  private readonly ready: Promise<void>;
  private readonly symbols = new Map<number, Symbols>();
  private basemap: Basemap | null = null;
  private pictured: Painted | null = null;
  private selected: RecordRef | null = null;
  private remaining: Outline | null = null;
  private pointed: RecordRef | null = null;

  constructor(
    private readonly map: L.Map,
    private readonly data: MapData,
    readonly grounds: Grounds,
    /** When the shapes of all layers are in place. */
    private readonly placed: Promise<void>,
    readonly options: EngineOptions,
  ) {
    map.options.zoomSnap = 0; // a view fills its pane
    const counts = isSubject(data.layers.map(({ kind }) => kind));
    this.layers = data.layers.map((layer) => prepare(layer as DecodedLayer, counts(layer.kind)));
    this.tallies = new Tallies(this.layers);
    this.views = new Views(map, this.layers);
    this.groups = new Groups(this.layers);
    this.swatches = new Swatches(this.layers);
    // Places are the ground on which the others stand, wherever they come in the list.
    const isGround = (each: DrawnLayer) => (kindOf(each.layer.kind).ground ? 0 : 1);
    this.inOrder = [...this.layers].sort((a, b) => isGround(a) - isGround(b));
    this.lettering = new Lettering(this.inOrder, this.groups, grounds, data.settings, options.language);
    makePanes(map);
    const noWrap = { minZoom: 0, maxZoom: 22 };
    this.worldTiles = new CanvasTiles(
      async (ctx, view) => {
        await this.recordTiles.whenIdle(); // which are what the map is about
        if (await this.grounds.ready(view)) this.overlay.later(); // the names of states
        paintGround(ctx, this.grounds, view, false);
      },
      {
        ...noWrap,
        pane: "zm-world",
      },
    );
    this.recordTiles = new CanvasTiles(
      (ctx, view, slice, stopped) =>
        paintRecords(this.inOrder, {
          ctx,
          view,
          symbols: this.symbolsFor(pixelRatio()),
          groups: this.groups.at(view.size),
          slice,
          stopped,
        }),
      { ...noWrap, pane: "zm-records" },
    );
    // Tiles that fade in would move without being asked, and a map half faded in looks like one with fewer zones.
    (map as unknown as { _fadeAnimated: boolean })._fadeAnimated = false;
    this.overlay = new Overlay(
      (ctx, view, inner) => this.paintOverlay(ctx, view, inner),
      "zm-overlay",
      () => true,
      () => this.recordTiles.whenIdle(),
    );
    this.halo = new Overlay(
      (ctx, view) => {
        if (this.pointed) paintPointed(ctx, view, this.layers[this.pointed.layer]!, this.pointed.record);
      },
      "zm-overlay",
      () => this.pointed !== null,
    );
    this.shown = this.showRecords();
    this.ready = this.shown.then(() => this.showRest());
    this.ready.catch(() => undefined); // whoever awaits whenDrawn is told
  }

  /** Put the records on the map, which are what it is about: ground and names are half of the work, and come after. */
  private async showRecords(): Promise<void> {
    const [centre, zoom] = [this.map.getCenter(), this.map.getZoom()]; // the box of the map is yet to find its size
    await this.placed;
    for (const each of this.layers) await measureBoxes(each);
    linkDistricts(this.layers);
    this.views.look();
    this.groups.forget();
    if (this.data.settings.keepView === true) this.map.setView(centre, zoom, { animate: false });
    else this.fit("first", false);
    this.map.addLayer(this.recordTiles);
    this.map.on("moveend", () => this.tell());
    await this.recordTiles.whenIdle();
    performance.mark("zonemark:shown");
  }

  private async showRest(): Promise<void> {
    await onScreen();
    await this.quiet(); // a finger on the map comes before ground and names
    this.basemap = await readBasemap(document, this.options.language);
    if (this.basemap) this.map.addLayer(this.basemap.layer);
    this.map.addLayer(this.worldTiles);
    await this.worldTiles.whenIdle();
    await this.quiet();
    this.map.addLayer(this.overlay).addLayer(this.halo);
    await this.quiet();
    this.tell();
    await this.settled();
    performance.mark("zonemark:drawn");
    void atRest().then(() => this.makeTrees());
  }

  private async makeTrees(): Promise<void> {
    for (const { boxes } of this.layers) await boxes.makeTrees();
  }

  /** Settles when no record waits to be painted, and soon after when the browser has nothing else to do. */
  async quiet(): Promise<void> {
    do {
      await this.recordTiles.whenIdle();
      await idle();
    } while (this.recordTiles.isBusy); // a finger has moved the map meanwhile
  }

  private async settled(): Promise<void> {
    await this.worldTiles.whenIdle();
    await this.recordTiles.whenIdle();
    this.overlay.finish();
  }

  /** Settles when the records in the first view are painted; fails if they could not be. */
  whenShown(): Promise<void> {
    return this.shown;
  }

  /** Settles when everything in view is drawn; fails if the drawing failed. */
  async whenDrawn(): Promise<void> {
    await this.ready;
    await this.settled();
  }

  /** Let only records through where the mask is 1; null lets all through. */
  setShown(layer: number, mask: Uint8Array | null): void {
    const drawn = this.layers[layer];
    if (!drawn) return;
    drawn.shown = mask;
    this.tallies.forget(drawn);
    this.redraw();
  }

  setLayerVisible(layer: number, visible: boolean): void {
    const drawn = this.layers[layer];
    if (!drawn || drawn.visible === visible) return;
    drawn.visible = visible;
    this.redraw();
  }

  private redraw(): void {
    this.groups.forget();
    this.recordTiles.repaint();
    this.overlay.later();
    this.tell();
  }

  private tell(): void {
    for (const handler of this.changed) handler();
  }

  onChange(handler: () => void): void {
    this.changed.add(handler);
  }

  /** All records under a click, topmost first; none where nothing lies. */
  onClick(handler: (hits: RecordRef[], lon: number, lat: number) => void): void {
    this.map.on("click", (event: L.LeafletMouseEvent) => {
      const finger = (event.originalEvent as PointerEvent).pointerType === "touch";
      const { lng, lat } = event.latlng;
      handler(this.hits(lng, lat, finger ? FINGER_PX : MOUSE_PX), lng, lat);
    });
  }

  hits(lon: number, lat: number, tolerance = MOUSE_PX): RecordRef[] {
    const size = 256 * 2 ** this.map.getZoom();
    const [x, y] = [worldX(lon * UNITS), worldY(lat * UNITS)];
    const found = hitsAt(this.inOrder, { x, y, size, tolerance }, this.groups.at(size));
    return this.pictured ? withPictured(this.pictured, found, x, y) : found;
  }

  /** The records of the group whose hexagon lies at a place; null where none does. */
  groupAt(lon: number, lat: number): RecordRef[] | null {
    const size = 256 * 2 ** this.map.getZoom();
    const grouping = this.groups.at(size);
    const view = { x0: worldX(lon * UNITS) * size, y0: worldY(lat * UNITS) * size, width: 0, height: 0, size };
    let found: RecordRef[] | null = null;
    eachGroup(grouping, view, (group, x, y) => {
      if (Math.hypot(x, y) <= group.radius) found = this.groups.recordsOf(grouping!, group);
    });
    return found;
  }

  /** `remaining`: what releases have left of the record, to stand out. */
  select(ref: RecordRef | null, remaining: Outline | null = null): void {
    this.selected = ref;
    this.remaining = remaining;
    this.overlay.later();
  }

  /** A halo around a record that is pointed at; none for null. */
  pointAt(ref: RecordRef | null): void {
    this.pointed = ref;
    this.halo.later();
  }

  classOf(ref: RecordRef): string {
    const classes = this.layers[ref.layer]?.classes;
    return classes?.keys[classes.codes[ref.record] ?? 0] ?? "";
  }

  /** Whether a record's position names only a district, not a place in it. */
  namesOnlyADistrict(ref: RecordRef): boolean {
    return (this.layers[ref.layer]?.accuracy?.[ref.record] ?? 0) >= DISTRICT_M;
  }

  /** Paint a class's symbol, or what else `Swatches` draws, as the map paints it. */
  drawSymbol(canvas: HTMLCanvasElement, key: string, swatch: Swatch = {}): void {
    this.swatches.draw(canvas, key, swatch);
  }

  private viewed(): Bounds {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  /** The signs beside those of classes that an extent has, as keys for `drawSymbol`: `signs/circle`, …; that of groups
   * where it has them at a scale, `size` px the width of the world, or without one at any. */
  signsIn(box: Bounds, size?: number): string[] {
    const hasGroups = size === undefined ? this.groups.areAnywhere : this.groups.at(size) !== null;
    return [...(hasGroups ? [GROUP_SIGN] : []), ...signsIn(this.layers, box)];
  }

  /** Records in view or another extent, passing the filter, and in all; see `Tallies`. */
  countsInView(box = this.viewed()): Map<string, Count> {
    return this.tallies.inView(box);
  }

  /** The settings of the records in an extent that a map is about; of layers that have more than one. */
  settingsInView(box: Bounds): string[] {
    const isMixed = ({ layer: { index, kind } }: DrawnLayer) =>
      kindOf(kind).subject && this.swatches.settingOf(index) === null;
    return settingsInView(this.layers.filter(isMixed), box);
  }

  /** The records of a layer that `countsInView` counts as in view or in another extent, in their order. */
  recordsInView(layer: number, box = this.viewed()): Uint32Array {
    const found: number[] = [];
    eachInView(this.layers[layer]!, box, (record) => found.push(record));
    return Uint32Array.from(found).sort();
  }

  /** What lies near a place, whatever is filtered or switched off. */
  near(asked: Place, limits: { radius_m: number; mostRows: number }): Surroundings {
    return near(this.layers, asked, limits);
  }

  /** Move the map to a record, several, everything but the background, or what of it the map opens on; `covered` px of its
   * left and right lie under something else. */
  fit(what: Target, animate = !this.options.reducedMotion, covered = { left: 0, right: 0 }): void {
    this.views.fit(what, animate, covered);
  }

  /** The records that the map does not open on, because they lie far from all others or their position is in doubt. */
  get farOutside(): readonly RecordRef[] {
    return this.views.farOutside;
  }

  extent(): L.LatLngBounds {
    return this.views.extent;
  }

  /** Paint the map for paper or a picture: `ctx`'s canvas is `width` × `height` CSS px times the pixel ratio. */
  async drawTo(ctx: Context, sheet: SheetView): Promise<void> {
    await this.ready;
    const { inOrder: layers, grounds, basemap, groups, lettering, selected } = this;
    await paintSheet(ctx, sheet, { layers, grounds, basemap, groups, lettering, selected });
  }

  /** Paint the ground of a view around the map's, in the map's words, to fill a canvas; false where it is sea alone.
   * `bounds`: what the map shows. `white`: on paper. */
  async drawLocator(canvas: HTMLCanvasElement, view: View, bounds: Bounds, white: boolean): Promise<boolean> {
    const ctx = canvas.getContext("2d")!;
    const ratio = canvas.width / view.width;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const words = { language: this.lettering.words.language, renamed: {} };
    if (await this.grounds.ready(view)) this.overlay.later(); // which has more of the states' names
    return paintLocator(ctx, this.grounds, view, { words, white, bounds });
  }

  /** Whose the embedded background is, as its file says; "" without one. */
  basemapAttribution(): string {
    return this.basemap?.attribution ?? "";
  }

  setLabelLanguage(language: string): void {
    this.lettering.speak(language);
    this.overlay.later();
  }

  /** How many records each layer has and how many of them it can find, counted anew: what the page checks itself by.
   * A record that is listed as not drawn does not count, even if a mark stands at its place. */
  drawnCounts(): { layer: number; recorded: number; drawn: number }[] {
    return countDrawn(this.layers);
  }

  private symbolsFor(ratio: number): Symbols {
    let symbols = this.symbols.get(ratio);
    if (!symbols) this.symbols.set(ratio, (symbols = new Symbols(ratio, false)));
    return symbols;
  }

  private paintOverlay(ctx: Context, view: View, inner: { left: number; top: number }): void {
    const taken = new Taken();
    const frame = this.map.getContainer().getBoundingClientRect();
    const [aside, above] = [inner.left - frame.left, inner.top - frame.top];
    for (const { left, top, right, bottom } of this.keepOff())
      taken.take(left + aside, top + above, right + aside, bottom + above, true);
    this.lettering.keepOffGroups(taken, view);
    paintGraticule(ctx, view, { ...inner, taken });
    if (this.selected) {
      paintSelected(ctx, view, this.layers[this.selected.layer]!, this.selected.record, this.remaining);
    }
    const around = { edge: inner.left, taken, selected: this.selected };
    const badges = this.lettering.paint(ctx, view, this.symbolsFor(pixelRatio()), around);
    this.pictured = { badges, view };
  }

  /** Where something stands over the map, in px of the window: no label is put under it. */
  keepOff: () => readonly DOMRect[] = () => [];

  /** Paint the labels anew: what they keep off has changed. */
  relabel(): void {
    this.overlay.later();
  }

  /** The names that were painted last, and where their middles are on the canvas. */
  get written(): readonly Written[] {
    return this.lettering.written;
  }
}
