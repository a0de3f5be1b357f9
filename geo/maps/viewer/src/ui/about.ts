// Who made the map, when, from what: the fold at the end of the first tab.

import type { Value } from "../model.ts";
import type { App, Part } from "./app.ts";
import { backgroundTexts } from "./map/credits.ts";
import { add, bdi, el, fill, link } from "./dom.ts";
import { warnings } from "./heading.ts";
import { plainText } from "./words.ts";

export function about(app: App): Part {
  const summary = el("summary", {});
  const body = el("div", { class: "zm-about" });
  const root = el("details", { class: "zm-fold" }, summary, body);
  app.showAbout = () => {
    app.showTab("layers");
    root.open = true;
    root.scrollIntoView({ block: "start" });
    summary.focus({ preventScroll: true });
  };
  const render = () => {
    const { words, data } = app;
    const { settings } = data;
    summary.textContent = words.text("ui.about");
    fill(body, el("dl", { class: "zm-facts" }));
    const facts = body.firstElementChild!;
    const line = (key: string, value: string) => {
      if (value) facts.append(el("div", {}, el("dt", {}, words.text(key)), el("dd", {}, bdi(value))));
    };
    line("ui.producer", settings.producer);
    line("ui.hotline", settings.hotline);
    line("ui.signing_key", settings.signingKey);
    const { edition } = JSON.parse(document.getElementById("zm-manifest")?.textContent || "{}") as { edition?: string };
    if (edition) {
      line("ui.fingerprint", edition);
      add(body, el("p", { class: "zm-help" }, words.text("ui.fingerprint_means")));
    }
    if (settings.madeOn) add(body, el("p", {}, words.text("ui.made_on", { date: words.date(settings.madeOn) })));
    if (words.text("language.reviewed") === "no")
      add(body, el("p", { class: "zm-help" }, words.text("ui.not_reviewed")));
    add(
      body,
      ...[...warnings(app), ...texts(settings.warnings)].map((text) => el("p", { class: "zm-warned" }, bdi(text))),
    );
    add(body, el("h2", { class: "zm-subheading" }, words.text("ui.sources")));
    if (settings.sources.length === 0) add(body, el("p", { class: "zm-missing" }, words.text("ui.sources_none")));
    else
      add(
        body,
        el("ul", { class: "zm-sourcelist" }, ...settings.sources.map((one) => el("li", {}, ...source(app, one)))),
      );
    add(body, licences(app));
    add(body, ...backgroundTexts(app).map((text) => el("p", { class: "zm-help" }, bdi(text))));
  };
  app.on("drawn", render);
  app.on("background", render);
  return { root, render };
}

/** The terms of what the page is made with, as the build put them into its scripts. */
function licences({ words }: App): HTMLElement {
  const text = el("pre", { class: "zm-licences", dir: "ltr", lang: "en", tabindex: 0 });
  const fold = el("details", { class: "zm-fold" }, el("summary", {}, words.text("ui.licences")), text);
  const notices = (window as { zonemarkNotices?: string[] }).zonemarkNotices ?? [];
  fold.addEventListener("toggle", () => (text.textContent = fold.open ? notices.join("\n\n---\n\n") : ""));
  return fold;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map((one) => plainText(one as Value)).filter((text) => text !== "") : [];
}

function source(app: App, value: Value): Node[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [bdi(plainText(value))];
  const name = plainText(value["title"] ?? value["name"] ?? value["source"] ?? "");
  const url = plainText(value["url"] ?? value["source_url"] ?? "");
  const date = plainText(value["date"] ?? value["as_of"] ?? "");
  const nodes: Node[] = [bdi(name || url)];
  if (date) nodes.push(document.createTextNode(`, ${app.words.date(date)}`));
  if (url) nodes.push(el("br"), link(url, app.words.text("ui.card_link_opens")));
  return nodes;
}
