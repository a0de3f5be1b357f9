// One canvas over the view for what belongs to the view and not to a place in it: labels that must not touch, the grid's
// labels along the edges, the record that is selected. It is painted when the map comes to rest.

import * as L from "leaflet";
import { canvasOf, type Context } from "./symbols.ts";
import { pixelRatio } from "./tiles.ts";
import type { View } from "./trace.ts";

const PAD_PX = 48;

/** Paints the overlay; `inner` is where the visible part of the canvas begins. */
export type PaintOverlay = (ctx: Context, view: View, inner: { left: number; top: number }) => void;

export class Overlay extends L.Layer {
  private readonly canvas = canvasOf(1, 1);
  private frame = 0;
  /** The number of the painting that is asked for; 0 once it is painted. */
  private wanted = 0;
  private asked = 0;

  constructor(
    private readonly paint: PaintOverlay,
    pane: string,
    /** Whether there is anything to paint: an empty canvas of a phone's size is still ten megabytes to put on its screen. */
    private readonly isNeeded = () => true,
    /** Settles when what it belongs to is painted, which comes first. */
    private readonly before = () => Promise.resolve(),
  ) {
    super();
    L.Util.setOptions(this, { pane }); // L.Layer itself takes no options
    this.canvas.className = "leaflet-zoom-hide zm-overlay";
    this.canvas.style.position = "absolute";
    this.canvas.style.pointerEvents = "none";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  override onAdd(map: L.Map): this {
    map.getPane(this.options.pane!)!.appendChild(this.canvas);
    this.later();
    return this;
  }

  override onRemove(): this {
    this.wanted = 0;
    cancelAnimationFrame(this.frame);
    this.canvas.remove();
    return this;
  }

  override getEvents(): { [name: string]: L.LeafletEventHandlerFn } {
    const later = () => this.later();
    // At another zoom nothing of it is where it belongs.
    return { moveend: later, viewreset: later, resize: later, zoom: () => (this.canvas.hidden = true) };
  }

  /** Paint in a frame soon, once however often it is asked for. */
  later(): void {
    cancelAnimationFrame(this.frame);
    const wanted = ++this.asked;
    this.wanted = wanted;
    void this.before().then(() => {
      if (this.wanted === wanted) this.frame = requestAnimationFrame(() => this.draw());
    });
  }

  /** Paint now what waits for a frame: a page in the background gets none. */
  finish(): void {
    if (this.wanted !== 0) this.draw();
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.wanted = 0;
    const map = this._map as L.Map | null;
    if (!map || (map as unknown as { _animatingZoom?: boolean })._animatingZoom) return; // it comes to rest elsewhere
    this.canvas.hidden = !this.isNeeded();
    if (this.canvas.hidden) return void (this.canvas.width = this.canvas.height = 1);
    const ratio = pixelRatio();
    const shown = map.getSize();
    const [width, height] = [shown.x + 2 * PAD_PX, shown.y + 2 * PAD_PX];
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const corner = map.containerPointToLayerPoint([-PAD_PX, -PAD_PX]);
    L.DomUtil.setPosition(this.canvas, corner);
    const origin = map.getPixelBounds().min!;
    const view = { x0: origin.x - PAD_PX, y0: origin.y - PAD_PX, width, height, size: 256 * 2 ** map.getZoom() };
    const ctx = this.canvas.getContext("2d")!;
    ctx.scale(ratio, ratio);
    this.paint(ctx, view, { left: PAD_PX, top: PAD_PX });
  }
}
