// What places look like: the ground on which hazards lie. Pale, and never red or orange; which of them is a wood, water
// or a field is told by what the record says of its setting.

import type { Hatch, Outline, Style } from "./styles.ts";

/** Places that are areas and of which no kind is known: districts, mostly. */
export const AREA = "area";

const GREY = "#6d675f";
const EDGE = "#f7f6f2";

interface Ground {
  fill?: string;
  hatch?: Hatch;
  outline: Outline;
  mark?: string;
}

const WATER: Ground = {
  fill: "#d3e2eb",
  outline: { colour: "#9dbccd", width: 1.1, dash: [], grows: true },
  mark: "#54829c",
};
const FIELD: Ground = { fill: "#f8f4e7", outline: { colour: "#e2dbc9", width: 0.6, dash: [] } };
const BUILT: Ground = { fill: "#dad6cf", outline: { colour: "#b3ada3", width: 0.7, dash: [] } };
const ROAD: Ground = {
  fill: "#efece5",
  outline: { colour: "#ffffff", width: 2.2, dash: [], casing: "#aaa49a", cased: "line", grows: true },
};
// A strip of paper beneath each boundary, so that the dashes of two neighbours do not fill one another's gaps.
const BOUNDARY: Ground = {
  outline: { colour: "#938a7e", width: 1.1, dash: [6, 4], casing: "#f3f0e9", cased: "paper" },
};

const GROUNDS: Record<string, Ground> = {
  residential_area: BUILT,
  riverbank: WATER,
  crossroads: ROAD,
  cemetery: {
    fill: "#e7e9e1",
    hatch: { lines: ["dots"], spacing: 8, width: 2, colour: "#a4a99a" },
    outline: { colour: "#a9ad9f", width: 0.9, dash: [] },
  },
  road: ROAD,
  bridge: ROAD,
  farmland: FIELD,
  pasture: { ...FIELD, fill: "#f0f1df" },
  forest: { fill: "#e0e8d8", outline: { colour: "#c3cfb8", width: 0.8, dash: [] }, mark: "#71866a" },
  water_source: WATER,
  school: BUILT,
  health_facility: BUILT,
  place_of_worship: BUILT,
  infrastructure: BUILT,
  military_position: { ...BUILT, outline: { colour: "#8b857b", width: 1, dash: [3, 2] } },
  border: BOUNDARY,
  [AREA]: BOUNDARY,
};

const ELSE: Ground = { outline: { colour: "#a0968a", width: 1, dash: [] } };

/** The kinds of places that look different, in the order of the records' own list of values. */
export const SETTINGS = Object.keys(GROUNDS);

export function placeStyle(setting: string): Style {
  const { fill, hatch, outline, mark } = GROUNDS[setting] ?? ELSE;
  return { fill: fill ?? null, hatch: hatch ?? null, outline, mark: "dot", markFill: mark ?? GREY, markEdge: EDGE };
}

export function isWater(setting: string): boolean {
  return GROUNDS[setting] === WATER;
}
