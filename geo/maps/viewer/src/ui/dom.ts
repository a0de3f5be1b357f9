// The only way the interface makes elements. Text always goes in as a text node and attributes by setAttribute, so that
// nothing a record says can become markup; event attributes and addresses other than http(s) are refused here.

export type Child = Node | string | null | undefined | false;

type Listeners = { [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };

export interface Props {
  class?: string;
  on?: Listeners;
  data?: { [name: string]: string };
  [attribute: string]: string | number | boolean | null | undefined | Listeners | { [name: string]: string };
}

const SVG = "http://www.w3.org/2000/svg";

function setAttribute(element: Element, name: string, value: unknown): void {
  if (value === null || value === undefined || value === false) return;
  if (/^on/i.test(name)) throw new Error(`An event is given in "on", not as the attribute ${name}.`);
  if (name === "style") throw new Error("Looks belong in viewer.css.");
  if ((name === "href" || name === "src") && !/^(https?:|data:image\/png|blob:)/i.test(String(value))) return;
  element.setAttribute(name, value === true ? "" : String(value));
}

/** An element with attributes, listeners and children; strings become text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on" || name === "data") continue;
    setAttribute(element, name, value);
  }
  for (const [name, value] of Object.entries(props.data ?? {})) element.dataset[name] = value;
  for (const [name, listener] of Object.entries(props.on ?? {})) {
    element.addEventListener(name, listener as EventListener);
  }
  add(element, ...children);
  return element;
}

/** Append children; strings become text, nothing is skipped but null, undefined and false. */
export function add(parent: Node, ...children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

/** Replace all children. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  add(parent, ...children);
}

/** Text of a record: it keeps its own direction whatever the page's is, and its own language where letters show one. */
export function bdi(text: string): HTMLElement {
  return el("bdi", { dir: "auto", lang: languageOf(text) }, text);
}

// Languages by their letters; all others of the page are written in Latin ones.
const LETTERS: [RegExp, RegExp][] = [
  [/\p{Script=Arabic}/u, /^(ar|fa|prs|ps|ur)\b/],
  [/\p{Script=Cyrillic}/u, /^(ru|uk|be|bg|kk|ky|mk|sr|tg)\b/],
  [/\p{Script=Armenian}/u, /^hy\b/],
  [/\p{Script=Georgian}/u, /^ka\b/],
  [/\p{Script=Khmer}/u, /^km\b/],
];
let languages: string[] = [];

/** Say which language the page speaks, and in which others its map is written, so that texts can be told to be in one. */
export function speakData(page: string, others: readonly string[]): void {
  languages = [page, ...others];
}

/** The language of a text whose letters the page's language is not written in, as far as the map's languages show it;
 * null for all other texts, "" where none of the map's languages has such letters. */
function languageOf(text: string): string | null {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter === undefined || languages.length === 0) return null;
  const own = LETTERS.find(([letters]) => letters.test(letter))?.[1];
  const isWrittenSo = (language: string) =>
    own ? own.test(language) : !LETTERS.some(([, written]) => written.test(language));
  return isWrittenSo(languages[0]!) ? null : (languages.find(isWrittenSo) ?? "");
}

/** A sentence with elements in the places of `{name}`. */
export function sentence(pattern: string, parts: { [name: string]: Child }): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const piece of pattern.split(/(\{\w+\})/)) {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    add(fragment, name !== undefined && name in parts ? parts[name] : piece);
  }
  return fragment;
}

/** An outline drawing of 24 × 24 from path data. */
export function svg(...paths: string[]): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24",
    width: "24",
    height: "24",
    "aria-hidden": "true",
  })) {
    drawing.setAttribute(name, value);
  }
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    drawing.appendChild(path);
  }
  return drawing;
}

/** A link to a page on the internet, its address shown as text; plain text when it is no http(s) address. */
export function link(address: string, title: string): HTMLElement {
  if (!isWebAddress(address)) return bdi(address);
  return el("a", { href: address, target: "_blank", rel: "noreferrer noopener", title, dir: "ltr" }, address);
}

/** Whether a text is an address that may be opened: http or https, and nothing a browser would read otherwise. */
export function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s\u0000-\u001f]+$/i.test(text)) return false;
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

let numbered = 0;
/** An id nothing else on the page has. */
export function uniqueId(prefix: string): string {
  numbered += 1;
  return `zm-${prefix}-${numbered}`;
}
