// What a written position can be taken for, before it is brought to lon, lat. The twin of geo/positions/written.py.

export type PositionFormat = "decimal" | "dms" | "utm" | "mgrs" | "gauss_kruger";

/** WGS84 and SK42 are degrees; utm and sk42_tm are metres on a grid with its zone or central meridian. */
export type Datum = "WGS84" | "SK42" | "utm" | "sk42_tm";

export interface Reading {
  format: PositionFormat;
  datum: Datum;
  x: number;
  y: number;
  /** Half the step of the last digit, in the units of x and y. */
  halfX: number;
  halfY: number;
  zone?: number;
  north?: boolean;
  meridian?: number;
  falseEasting?: number;
  /** The middle of the view of a map link, which is near the place at best. */
  view?: true;
  /** Where the grid is used; a reading outside of it is refuted. */
  area?: [west: number, south: number, east: number, north: number];
}

export interface Outcome {
  readings: Reading[];
  code: string;
  /** Metres without a zone, from which candidates are made. */
  grid?: [east: number, north: number, half: number];
  /** A military reference without its zone or its square. */
  square?: [zone: string, letters: string, digits: string];
}

export function position(reading: Reading): Outcome {
  return { readings: [reading], code: "" };
}

export function fault(code: string, readings: Reading[] = []): Outcome {
  return { readings, code };
}

/** Half the unit of the last digit of a number as written. */
export function halfStep(number: string): number {
  return 0.5 * 10 ** -(number.split(".")[1]?.length ?? 0);
}
