// Where the desk begins: a script of its own, which only the page of `zonemark desk` has. It puts its panels beside those of
// the map, in the very page that a map file would be.

import type { App } from "../ui/app.ts";
import { Frame } from "./frame.ts";
import { Server } from "./server.ts";

const page = window as unknown as { zonemark?: { ui?: App } };
const root = document.documentElement;

async function start(app: App): Promise<void> {
  const server = new Server();
  const frame = new Frame(app, server);
  await frame.begin();
  root.dataset.zonemarkDesk = "ready";
}

/** Run once the map is drawn, or has failed: what was wrong with the records can be mended here. */
function whenDrawn(run: () => void): void {
  if (root.dataset.zonemark) return run();
  const seen = new MutationObserver(() => {
    if (!root.dataset.zonemark) return;
    seen.disconnect();
    run();
  });
  seen.observe(root, { attributes: true, attributeFilter: ["data-zonemark"] });
}

whenDrawn(() => page.zonemark?.ui && void start(page.zonemark.ui));
