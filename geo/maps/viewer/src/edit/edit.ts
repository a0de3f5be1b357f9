// Where the editor begins: a script of its own, which the viewer opens when it is first wanted.

import type { EditorScript } from "../ui/editing.ts";
import { Desk } from "./desk.ts";

const script: EditorScript = { start: (app) => new Desk(app) };
Object.assign(window, { zonemarkEdit: script });
