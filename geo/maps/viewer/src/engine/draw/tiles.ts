// Canvas tiles on a Leaflet map. They are painted one after another, the middle of the view first, and painting stops to
// breathe, so the map can be moved while a million zones are being drawn. A tile shows when it is whole; one that is long
// in coming is hatched until then, so that land whose records are not painted yet does not look like land without any.
// Painting again (a filter, a layer switched) goes on beside the old picture, so nothing flashes empty.

import * as L from "leaflet";
import { Slice } from "../pause.ts";
import { canvasOf, type Context } from "./symbols.ts";
import type { View } from "./trace.ts";

const TILE_PX = 512;
/** On a phone half of what large tiles hold would lie out of sight, and each costs time to put on the screen. */
const SMALL_TILE_PX = 256;
const SMALL_SCREEN_PX = 540;
const MOST_RATIO = 2;
const SOON_MS = 250;
const UNPAINTED = "zm-unpainted";

/** Paints one canvas; ends early when `stopped` says so. */
export type Paint = (ctx: Context, view: View, slice: Slice, stopped: () => boolean) => Promise<void>;

interface Job {
  coords: L.Coords;
  canvas: HTMLCanvasElement;
  done: (() => void) | null;
  /** Counts paintings asked for; an older one gives up. */
  wanted: number;
  gone: boolean;
}

/** What Leaflet keeps to itself. */
interface Grid {
  _map: { _animatingZoom?: boolean; _animateToZoom: number } | null;
  _tileZoom: number;
  _noPrune: boolean;
  _updateLevels(): void;
  _resetGrid(): void;
  _update(centre: L.LatLng): void;
  _pruneTiles(): void;
  _setZoomTransforms(centre: L.LatLng, zoom: number): void;
}

export const pixelRatio = () => Math.min(MOST_RATIO, Math.max(1, globalThis.devicePixelRatio || 1));

/** How wide and high tiles are on this screen. */
const tilePx = () => {
  const { width, height } = globalThis.screen;
  return Math.min(width, height) < SMALL_SCREEN_PX ? SMALL_TILE_PX : TILE_PX;
};

export class CanvasTiles extends L.GridLayer {
  private readonly tilePx: number;
  private readonly jobs = new Map<HTMLElement, Job>();
  private queue: Job[] = [];
  private running = false;
  private idle: (() => void)[] = [];

  constructor(
    private readonly paint: Paint,
    options: L.GridLayerOptions,
  ) {
    const px = tilePx();
    super({ tileSize: px, updateWhenZooming: false, keepBuffer: 1, ...options });
    this.tilePx = px;
    this.on("tileunload", (event) => this.drop((event as L.TileEvent).tile));
  }

  protected override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const side = this.tilePx * pixelRatio();
    const canvas = canvasOf(side, side);
    canvas.setAttribute("role", "presentation");
    const job: Job = { coords, canvas, done: () => done(undefined, canvas), wanted: 1, gone: false };
    this.jobs.set(canvas, job);
    this.enqueue(job);
    setTimeout(() => canvas.classList.toggle(UNPAINTED, job.done !== null), SOON_MS);
    return canvas;
  }

  /** Leaflet's own, but for the zoom of the tiles, which is that of the map and no whole number: a tile that was scaled
   * would be blurred, and its symbols of another size. */
  protected _setView(centre: L.LatLng, zoom: number, noPrune?: boolean, noUpdate?: boolean): void {
    const grid = this as unknown as Grid;
    if (!noUpdate) {
      grid._tileZoom = zoom;
      grid._updateLevels();
      grid._resetGrid();
      grid._update(centre);
      if (!noPrune) grid._pruneTiles();
      grid._noPrune = noPrune === true;
    }
    grid._setZoomTransforms(centre, zoom);
  }

  /** While the map glides to another zoom the tiles that it needs there are made already. */
  protected _clampZoom(zoom: number): number {
    const map = (this as unknown as Grid)._map;
    return map?._animatingZoom ? map._animateToZoom : zoom;
  }

  /** As long as it glides those that it comes from stay in sight. */
  protected _pruneTiles(): void {
    if ((this as unknown as Grid)._map?._animatingZoom) return;
    (L.GridLayer.prototype as unknown as Grid)._pruneTiles.call(this);
  }

  /** A world is no whole number of tiles: the next copy of it is painted where it lies. */
  protected override _wrapCoords(coords: L.Coords): L.Coords {
    return coords;
  }

  /** Paint every tile again. */
  repaint(): void {
    for (const job of this.jobs.values()) {
      job.wanted++;
      this.enqueue(job);
    }
  }

  /** Whether a tile waits to be painted. */
  get isBusy(): boolean {
    return this.running || this.queue.length > 0;
  }

  /** Settles when no tile waits to be painted. */
  whenIdle(): Promise<void> {
    return this.isBusy ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve();
  }

  private drop(tile: HTMLElement): void {
    const job = this.jobs.get(tile);
    if (!job) return;
    job.gone = true;
    this.jobs.delete(tile);
    // Some browsers hold on to a canvas's memory for long; a small canvas holds little.
    job.canvas.width = job.canvas.height = 0;
  }

  private enqueue(job: Job): void {
    if (!this.queue.includes(job)) this.queue.push(job);
    if (!this.running) {
      this.running = true;
      queueMicrotask(() => void this.work());
    }
  }

  private async work(): Promise<void> {
    try {
      const slice = new Slice();
      for (let job = this.next(); job; job = this.next()) {
        await this.paintOne(job, slice);
        if (slice.over()) await slice.pause();
      }
    } finally {
      this.running = false;
      const waiting = this.idle;
      this.idle = [];
      for (const ready of waiting) ready();
    }
  }

  /** The waiting tile nearest to the middle of the view. */
  private next(): Job | undefined {
    this.queue = this.queue.filter((job) => !job.gone);
    const map = this._map as L.Map | null;
    if (!map || this.queue.length < 2) return this.queue.shift();
    let best = 0;
    let least = Infinity;
    this.queue.forEach((job, i) => {
      const centre = map.project(map.getCenter(), job.coords.z).divideBy(this.tilePx);
      const other = job.coords.z === map.getZoom() ? 0 : 1000;
      const away = Math.hypot(job.coords.x + 0.5 - centre.x, job.coords.y + 0.5 - centre.y) + other;
      if (away < least) [best, least] = [i, away];
    });
    return this.queue.splice(best, 1)[0];
  }

  private async paintOne(job: Job, slice: Slice): Promise<void> {
    const { wanted, coords, canvas } = job;
    const fresh = job.done !== null;
    const target = fresh ? canvas : canvasOf(canvas.width, canvas.height);
    const ctx = target.getContext("2d")!;
    const { tilePx: side } = this;
    const scale = canvas.width / side;
    const view = {
      x0: coords.x * side,
      y0: coords.y * side,
      width: side,
      height: side,
      size: 256 * 2 ** coords.z,
    };
    const stopped = () => job.gone || job.wanted !== wanted;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (wanted > 1) ctx.clearRect(0, 0, target.width, target.height); // begun before
    ctx.scale(scale, scale);
    await this.paint(ctx, view, slice, stopped);
    if (job.gone) return;
    if (stopped()) {
      this.enqueue(job);
      return;
    }
    if (!fresh) {
      const shown = canvas.getContext("2d")!;
      shown.setTransform(1, 0, 0, 1, 0, 0);
      shown.clearRect(0, 0, canvas.width, canvas.height);
      shown.drawImage(target, 0, 0);
    }
    canvas.classList.remove(UNPAINTED);
    job.done?.();
    job.done = null;
  }
}
