// What is written over the records: their pictograms, names, and those of the ground. The same hand serves the screen, the
// sheet of paper and the saved picture.

import type { RecordRef, Settings } from "../../model.ts";
import { eachGroup, type Groups } from "../groups.ts";
import { groundLabels } from "../ground/names.ts";
import type { Grounds } from "../ground/paint.ts";
import type { DrawnLayer } from "../spatial.ts";
import { type Taken, within } from "../taken.ts";
import { labelWords, paintLabels, type LabelWords } from "./labels.ts";
import { type Badge, badgesIn, paintBadges } from "./pictures/badges.ts";
import type { Context, Symbols } from "./symbols.ts";
import type { View } from "./trace.ts";
import type { Written } from "./writing.ts";

/** `edge`: px of the view's sides that are out of sight. `taken`: by what else is there. */
export interface Around {
  edge: number;
  taken: Taken;
  selected: RecordRef | null;
}

export class Lettering {
  /** The names that were painted last, and where their middles are on the canvas. */
  written: Written[] = [];
  words: LabelWords;

  constructor(
    /** In the order in which they are painted. */
    private readonly layers: DrawnLayer[],
    private readonly groups: Groups,
    private readonly grounds: Grounds,
    private readonly settings: Settings,
    language: string,
  ) {
    this.words = labelWords(settings.catalogues, language);
  }

  speak(language: string): void {
    this.words = labelWords(this.settings.catalogues, language);
  }

  /** Groups touch one another, and stand under buttons: each is taken whatever else is there. */
  keepOffGroups(taken: Taken, view: View): void {
    eachGroup(this.groups.at(view.size), view, ({ radius: r }, x, y) => taken.take(x - r, y - r, x + r, y + r, true));
  }

  /** Paint pictograms and labels; gives the pictograms. */
  paint(ctx: Context, view: View, symbols: Symbols, { edge, taken, selected }: Around): Badge[] {
    const groups = this.groups.at(view.size);
    const badges = badgesIn(this.layers, view, { taken, groups, selected });
    paintBadges(ctx, badges, symbols);
    const words = { language: this.words.language, renamed: this.settings.names ?? {} };
    const ground = groundLabels(this.grounds, view, edge, words);
    this.written = paintLabels(ctx, this.layers, view, this.words, {
      ...{ badges, taken, groups, ground },
      sight: within(view, edge),
    });
    return badges;
  }
}
