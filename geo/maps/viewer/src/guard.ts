// Runs before anything else, in whatever browser there is: written as browsers of 2009 read it. It watches that the
// file has come to its end and that the viewer starts, and says in red what is wrong where one of them does not happen.
// Its words stand in `zonemarkWords`, which the page puts before it, and in the page's first style.

import type { Guard, Reason } from "./ui/failure.ts";

/** How long the viewer may take to be unpacked and read once the file is there. */
var STARTED_MS = 3000;
/** For how long the static part is not laid out while the map is being opened: that takes as long as drawing the map. */
var OPENING_MS = 5000;

(() => {
  var page = window as unknown as { zonemarkWords: Record<Reason, string>; zonemarkGuard: Guard };
  var words = page.zonemarkWords;
  var root = document.documentElement;
  var banner: HTMLElement | null = null;
  var begun = false;

  function unfold(): void {
    root.className = root.className.replace(/\bzm-opening\b/, "");
  }

  function isOld(): boolean {
    return typeof Intl !== "object" || !("ListFormat" in Intl) || typeof Promise !== "function" || !Promise.allSettled;
  }

  function hasEnded(): boolean {
    return document.getElementById("zm-end") !== null;
  }

  /** What the first style says as long as the file has not come to its end; it is there in each language. */
  function cut(): string | null {
    var style = document.getElementById("zm-first");
    var told = style && /content:"([^"]+)"/.exec(style.textContent!);
    return told && told[1]!.replace(/\\([0-9A-F]+) /g, (_, code) => String.fromCharCode(parseInt(code, 16)));
  }

  function fail(reason: Reason): void {
    unfold();
    root.setAttribute("data-zonemark", "failed");
    var loading = document.getElementById("zm-loading");
    if (loading) loading.hidden = true;
    if (!document.body) return void setTimeout(fail, 50, reason);
    var isCut = document.readyState !== "loading" && !hasEnded();
    if (banner === null) {
      banner = document.createElement("div");
      banner.className = "zm-failure";
      banner.setAttribute("role", "alert");
    } else if (!isCut && reason === "failed") {
      return; // a fault that follows from the first says nothing new
    }
    banner.textContent = words[isCut ? "cut" : isOld() ? "too_old" : reason];
    if (isCut) root.className += " zm-said";
    document.body.insertBefore(banner, document.body.firstChild);
  }

  /** A fault before the viewer has begun, which says its own. */
  function early(): void {
    unfold();
    if (!begun) fail("failed");
  }

  page.zonemarkGuard = {
    words: words,
    isOld: isOld,
    hasEnded: hasEnded,
    fail: fail,
    begin: () => {
      begun = true;
    },
    rest: () => {
      unfold();
      if (banner && banner.parentNode) banner.parentNode.removeChild(banner);
    },
  };
  words.cut = cut() || words.failed;
  root.className += " zm-opening zm-scripts";
  window.addEventListener("error", early);
  window.addEventListener("unhandledrejection", early);
  window.setTimeout(unfold, OPENING_MS);
  document.addEventListener("DOMContentLoaded", () => {
    if (hasEnded()) window.setTimeout(early, STARTED_MS);
    else fail("cut");
  });
})();
