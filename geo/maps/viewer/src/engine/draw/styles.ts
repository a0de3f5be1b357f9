// What each class looks like. Fill is the type (GICHD: CHA red, SHA orange, at 50 %), outline the status, and a pattern
// says the same in black and white. Red and orange stand for hazards and for nothing else.

import { kindOf } from "../../kinds.ts";
import { ownStyle } from "../../own.ts";
import { placeStyle } from "./places.ts";

export type MarkShape = "square" | "circle" | "ring" | "triangle" | "diamond" | "dot" | "question";

/** Lines across a fill: their directions, how far apart and how thick in px. */
export interface Hatch {
  lines: ("diagonal" | "counter" | "horizontal" | "vertical" | "dots" | "questions")[];
  spacing: number;
  width: number;
  colour: string;
}

export interface Outline {
  colour: string;
  width: number;
  dash: number[];
  /** Drawn first and wider, so that the outline stays apart from its own fill: beneath the whole line, beneath its
   * dashes only, or as a strip of paper. */
  casing?: string;
  cased?: "line" | "dashes" | "paper";
  /** Wider as one comes nearer: roads and streams. */
  grows?: boolean;
}

export interface Style {
  fill: string | null;
  hatch: Hatch | null;
  outline: Outline;
  mark: MarkShape;
  markFill: string;
  markEdge: string;
}

interface Body {
  fill: string | null;
  hatch: Hatch | null;
  mark: MarkShape;
  markFill: string;
}

const RED = "#ff0000";
const ORANGE = "#f4a718";
const RED_BROWN = "#8a3a1c";
const INK = "#1b1b1b";
const PAPER = "rgba(247,246,242,0.85)";
const GREY_BROWN = "#6d5c4c";
const YELLOW_GREEN = "#9acd32";

const BODIES: Record<string, Body> = {
  CHA: {
    fill: "rgba(255,0,0,0.5)",
    hatch: { lines: ["diagonal"], spacing: 6, width: 1.3, colour: "rgba(130,0,0,0.75)" },
    mark: "square",
    markFill: "#e8201c",
  },
  SHA: {
    fill: "rgba(244,167,24,0.5)",
    hatch: { lines: ["diagonal"], spacing: 12, width: 1.3, colour: "rgba(140,84,0,0.85)" },
    mark: "circle",
    markFill: ORANGE,
  },
  indication: { fill: null, hatch: null, mark: "ring", markFill: RED_BROWN },
  spot_task: {
    fill: "rgba(255,0,0,0.18)",
    hatch: { lines: ["dots"], spacing: 8, width: 2.2, colour: "rgba(170,0,0,0.8)" },
    mark: "triangle",
    markFill: "#c4161c",
  },
  unknown: {
    fill: "rgba(122,88,70,0.3)",
    hatch: { lines: ["counter"], spacing: 12, width: 1.2, colour: "rgba(90,55,35,0.75)" },
    mark: "ring",
    markFill: "#7a5846",
  },
};

const OUTLINES: Record<string, Outline> = {
  open: { colour: "#e00000", width: 2, dash: [] },
  worked_on: { colour: ORANGE, width: 2.6, dash: [9, 5], casing: "#6b4500", cased: "dashes" },
  suspended: { colour: GREY_BROWN, width: 2.2, dash: [10, 4, 2, 4], casing: PAPER, cased: "paper" },
  closed: { colour: YELLOW_GREEN, width: 2.6, dash: [], casing: "#49651a", cased: "line" },
  unknown: { colour: "#5c5c5c", width: 1.6, dash: [3, 4], casing: PAPER, cased: "paper" },
};

const EDGES: Record<string, string> = {
  open: "#8f0000",
  worked_on: "#5a3a00",
  suspended: GREY_BROWN,
  closed: "#557c0e",
  unknown: "#4a4a4a",
};

const RELEASES: Record<string, [fill: string, ink: string, lines: Hatch["lines"]]> = {
  cancelled: ["rgba(122,200,210,0.42)", "#288493", ["horizontal"]],
  reduced: ["rgba(40,150,160,0.42)", "#13707c", ["vertical"]],
  cleared: ["rgba(10,90,110,0.42)", "#0a4a5c", ["horizontal", "vertical"]],
  unknown: ["rgba(140,165,170,0.35)", "#5b7176", ["dots"]],
};

const ACCIDENT: Style = {
  fill: "rgba(27,27,27,0.25)",
  hatch: null,
  outline: { colour: INK, width: 1.6, dash: [] },
  mark: "diamond",
  markFill: INK,
  markEdge: "#ffffff",
};

/** A position that is held for wrong: hollow, of no colour that says what there is, and a question mark. */
const DOUBT: Style = {
  fill: null,
  hatch: { lines: ["questions"], spacing: 24, width: 1, colour: INK },
  outline: { colour: INK, width: 1.6, dash: [5, 4], casing: PAPER, cased: "paper" },
  mark: "question",
  markFill: INK,
  markEdge: INK,
};

/** What readers sent and nobody has reviewed: hollow and red-brown, of a dash of its own, with sparse dots. */
const CONTRIBUTED: Style = {
  fill: null,
  hatch: { lines: ["dots"], spacing: 14, width: 2, colour: RED_BROWN },
  outline: { colour: RED_BROWN, width: 2.2, dash: [2, 3], casing: PAPER, cased: "paper" },
  mark: "diamond",
  markFill: PAPER,
  markEdge: RED_BROWN,
};

/** The style of a class key such as `hazards/CHA/open`, `releases/cleared`, `accidents`. */
export function styleOf(key: string): Style {
  const [kind, first = "unknown", second = "unknown"] = key.split("/");
  const { family, shape, fill, line } = kindOf(kind!).symbol;
  if (first === "doubt") return DOUBT;
  if (first === "contributed") return CONTRIBUTED;
  if (first === "own") return ownStyle(second);
  if (family === "hazard") return hazard(first, second);
  if (family === "release") return release(first);
  if (family === "accident") return ACCIDENT;
  if (family === "place") return placeStyle(first);
  if (family === "plain") return plain(shape, fill, line);
  throw new Error(`There is no symbol for ${key}.`);
}

function hazard(type: string, status: string): Style {
  const body = BODIES[type] ?? BODIES.unknown!;
  const outline = OUTLINES[status] ?? OUTLINES.unknown!;
  const edge = EDGES[status] ?? EDGES.unknown!;
  if (type !== "indication") return { ...body, outline, markEdge: edge };
  // An indication has no boundary that anyone walked: its outline is dots whatever the status, which shows beneath.
  const dotted: Outline = { colour: RED_BROWN, width: 2.2, dash: [0.1, 4.4] };
  const beneath: Record<string, string> = {
    worked_on: ORANGE,
    suspended: "#8f8172",
    closed: YELLOW_GREEN,
    unknown: "#d2d2d2",
  };
  const casing = beneath[status];
  return {
    ...body,
    outline: casing ? { ...dotted, casing, cased: "line" } : dotted,
    markEdge: status === "closed" ? edge : RED_BROWN,
  };
}

function release(product: string): Style {
  const [fill, ink, lines] = RELEASES[product] ?? RELEASES.unknown!;
  return {
    fill,
    hatch: { lines, spacing: 8, width: lines[0] === "dots" ? 2 : 1.1, colour: ink },
    outline: { colour: ink, width: 1.6, dash: [] },
    mark: "circle",
    markFill: ink,
    markEdge: "#ffffff",
  };
}

/** One mark for all records of a kind; an area or a line in its colour. */
function plain(shape: string, fill: string, line: string): Style {
  const outline: Outline = { colour: fill, width: 1.6, dash: [], casing: line, cased: "line" };
  return { fill: `${fill}55`, hatch: null, outline, mark: shape as MarkShape, markFill: fill, markEdge: line };
}

export const COLOURS = { paper: "#f7f6f2", ink: INK, accent: "#1d4e89", redBrown: RED_BROWN, red: RED, orange: ORANGE };
