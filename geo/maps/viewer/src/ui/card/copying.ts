// Copying text out of the page.

import type { App } from "../app.ts";

export async function copyText(app: App, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    app.announce(app.words.text("ui.copied"));
    app.note(app.words.text("ui.copied"));
  } catch {
    app.note(app.words.text("ui.not_copied"));
  }
}
