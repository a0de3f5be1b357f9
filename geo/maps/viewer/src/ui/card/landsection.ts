// What was released of a hazard, what remains of it, and what of it does not fit together: a part of a record's card.

import type { RecordRef } from "../../model.ts";
import type { App } from "../app.ts";
import { bdi, el, sentence, type Child } from "../dom.ts";
import { relatedTo } from "./related.ts";

const PARTS = ["cleared", "reduced", "cancelled", "other"] as const;

/** The section of a hazard with releases, or of a record that something does not fit with; null for all others. */
export function landSection(app: App, ref: RecordRef): HTMLElement | null {
  const { words } = app;
  const balance = app.land.balanceOf(ref);
  const conflicts = conflictLines(app, ref);
  if (balance === null && conflicts.length === 0) return null;
  const line = (key: string, m2: number, look = "") =>
    el("div", look ? { class: look } : {}, el("dt", {}, words.text(key)), el("dd", {}, words.area(m2)));
  const list =
    balance &&
    el(
      "dl",
      { class: "zm-facts zm-balance" },
      line("ui.land_area", balance.area),
      line("ui.land_released", balance.released),
      ...PARTS.filter((part) => part !== "other" || balance.other > 0).map((part) =>
        line(`ui.land_${part}`, balance[part], "zm-part"),
      ),
      line("ui.land_remaining", balance.remaining, "zm-remaining"),
    );
  return el(
    "section",
    {},
    el("h3", {}, words.text("ui.land")),
    list,
    app.land.remainingOf(ref) && el("p", { class: "zm-help zm-outlined" }, words.text("ui.land_outlined")),
    balance && el("p", { class: "zm-help" }, words.text("ui.land_note")),
    conflicts.length > 0 && el("ul", { class: "zm-conflicts" }, ...conflicts.map((one) => el("li", {}, one))),
  );
}

// A hazard's own first; then those of its releases, each with the release it is about.
function conflictLines(app: App, ref: RecordRef): Child[] {
  const { land, words } = app;
  const own = land.conflictsOf(ref).map((code) => words.text(`conflict.${code}`));
  if (app.layerOf(ref).kind !== "hazards") return own;
  const ofReleases = relatedTo(app.layers, ref).flatMap((release) =>
    land.conflictsOf(release).map((code) =>
      sentence(words.pattern("ui.land_conflict_of"), {
        release: bdi(app.title(release)),
        conflict: words.text(`conflict.${code}`),
      }),
    ),
  );
  return [...own, ...ofReleases];
}
