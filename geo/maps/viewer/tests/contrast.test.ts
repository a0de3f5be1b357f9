import "./kinds.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { LAND, WATER } from "../src/engine/ground/paint.ts";
import { placeStyle, SETTINGS } from "../src/engine/draw/places.ts";
import { type Style, styleOf } from "../src/engine/draw/styles.ts";

// WCAG 2.2, 1.4.11: what is needed to understand a picture stands out from what is beside it by 3:1.
const LEAST = 3;
type Colour = readonly [number, number, number];
const PAPER: Colour = [247, 246, 242];

const TYPES = ["CHA", "SHA", "indication", "spot_task", "unknown"];
const STATUSES = ["open", "worked_on", "suspended", "closed", "unknown"];
const CLASSES = [
  ...TYPES.flatMap((type) => STATUSES.map((status) => `hazards/${type}/${status}`)),
  ...["cancelled", "reduced", "cleared", "unknown"].map((product) => `releases/${product}`),
  "accidents",
];
const GROUNDS = new Map<string, Colour>([
  ["paper", PAPER],
  ["land", LAND],
  ["sea", WATER],
]);
for (const setting of SETTINGS) {
  const { fill } = placeStyle(setting);
  if (fill) GROUNDS.set(setting, over(fill, PAPER));
}

/** A colour as CSS writes it, laid over another. */
function over(css: string, beneath: Colour): Colour {
  const hex = /^#([0-9a-f]{6})$/i.exec(css)?.[1];
  const [r, g, b, alpha = 1] = hex
    ? [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
    : css.match(/[\d.]+/g)!.map(Number);
  return [r!, g!, b!].map((value, i) => value * alpha + beneath[i]! * (1 - alpha)) as unknown as Colour;
}

function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const best = (colours: (string | undefined)[], ground: Colour) =>
  Math.max(...colours.filter((one) => one !== undefined).map((one) => contrast(over(one, ground), ground)));

function weak(of: (style: Style) => (string | undefined)[]): string[] {
  return CLASSES.flatMap((key) =>
    [...GROUNDS].flatMap(([name, ground]) => {
      const reached = best(of(styleOf(key)), ground);
      return reached < LEAST ? [`${key} on ${name}: ${reached.toFixed(2)}`] : [];
    }),
  );
}

test("contrast is as WCAG computes it", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.ok(Math.abs(contrast(over("#767676", PAPER), [255, 255, 255]) - 4.54) < 0.01);
});

test("every outline stands out from every ground, by its line or by what is beneath it", () => {
  assert.deepEqual(
    weak(({ outline }) => [outline.colour, outline.casing]),
    [],
  );
});

test("every mark stands out from every ground, by its fill or its edge", () => {
  assert.deepEqual(
    weak(({ markFill, markEdge }) => [markFill, markEdge]),
    [],
  );
});
