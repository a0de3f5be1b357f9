// What every saved file says of itself wherever its format has room for it.

export interface Notice {
  /** The sentence that no record is no promise, and whether all is invented. */
  text: string;
  fictitious: boolean;
}

/** Stands on every record of an invented map, in every language: a row may be copied out of its file. */
export const FICTITIOUS = "FICTITIOUS";
