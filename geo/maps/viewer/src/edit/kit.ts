// What the viewer lends to the editor, a script of its own that only some maps carry: nothing is in a page
// twice. build.mjs makes an import of this file in the editor one of the page's `zonemarkKit`.

export { area_m2, distance_m, way } from "../engine/geodesy.ts";
export { kindOf } from "../kinds.ts";
export { formatPosition, VAGUE_M } from "../positions/positions.ts";
export { accuracyText } from "../ui/card/card.ts";
export { candidateList, positionIn } from "../ui/card/candidates.ts";
export { idOf } from "../ui/card/facts.ts";
export { bdi, el, fill } from "../ui/dom.ts";
export { Opener } from "../ui/focus/opener.ts";
export { icon } from "../ui/icons.ts";
export { lengthOf } from "../ui/map/measure.ts";
export { download, fileName } from "../ui/save/download.ts";
export { flatColumns } from "../ui/save/flat.ts";
