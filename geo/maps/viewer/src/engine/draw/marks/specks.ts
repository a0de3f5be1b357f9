// Specks: records so small and so many that each is no more than a spot of its colour. A canvas takes as long for each of
// them as for a shape, and a tile has thousands: they become pixels at once.

import { canvasOf, type Context } from "../symbols.ts";

const SPECK_PX = 2.6; // where many are grouped, their shapes together say more than marks of one size
const MANY = 300;
const MOST_PIXELS = 1.2e6; // of a tile; a sheet of paper has many more, and is painted once

// One for all tiles, which are of one size.
let image: ImageData | null = null;
let spots: Context | null = null;

/** Specks of one colour, at x, y in turn. */
export interface Specks {
  colour: string;
  places: readonly number[];
}

/** Paint specks, later ones above earlier ones. The canvas may be moved and scaled, and not turned. */
export function paintSpecks(ctx: Context, specks: readonly Specks[]): void {
  const count = specks.reduce((sum, { places }) => sum + places.length / 2, 0);
  const { width, height } = ctx.canvas;
  if (count < MANY || width * height > MOST_PIXELS) return oneByOne(ctx, specks);
  if (image?.width !== width || image.height !== height) {
    image = new ImageData(width, height);
    spots = canvasOf(width, height).getContext("2d", { willReadFrequently: true })!;
  }
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(0);
  const { a: scale, e: left, f: top } = ctx.getTransform();
  const side = Math.round(SPECK_PX * scale);
  for (const { colour, places } of specks) {
    const value = pixelOf(ctx, colour);
    for (let i = 0; i < places.length; i += 2) {
      const x = Math.round(places[i]! * scale + left - side / 2);
      const y = Math.round(places[i + 1]! * scale + top - side / 2);
      const [east, south] = [Math.min(width, x + side), Math.min(height, y + side)];
      for (let row = Math.max(0, y); row < south; row++)
        for (let at = row * width + Math.max(0, x), end = row * width + east; at < end; at++) pixels[at] = value;
    }
  }
  spots!.putImageData(image, 0, 0);
  ctx.save();
  ctx.resetTransform();
  ctx.drawImage(spots!.canvas, 0, 0);
  ctx.restore();
}

function oneByOne(ctx: Context, specks: readonly Specks[]): void {
  for (const { colour, places } of specks) {
    ctx.fillStyle = colour;
    for (let i = 0; i < places.length; i += 2)
      ctx.fillRect(places[i]! - SPECK_PX / 2, places[i + 1]! - SPECK_PX / 2, SPECK_PX, SPECK_PX);
  }
}

/** The four bytes of an opaque colour, in the order in which an image has them. */
function pixelOf(ctx: Context, colour: string): number {
  ctx.fillStyle = colour; // which a canvas gives back as #rrggbb
  const [red, green, blue] = (/^#(..)(..)(..)$/.exec(ctx.fillStyle) ?? []).slice(1).map((part) => parseInt(part, 16));
  return new Uint32Array(Uint8Array.of(red!, green!, blue!, 255).buffer)[0]!;
}
