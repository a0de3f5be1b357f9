// Whether a file is as it was made. Its end holds a checksum of every block, of the style and of the static part, in the
// words of geo/maps/seal.py. The blocks of records are checked by their own gzip as well, before anything is drawn; what
// only this finds is a change that alters nothing drawn, but shows that the file was not carried whole.

import { Slice } from "../engine/pause.ts";

const PIECE = 1 << 18;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of gzip and zlib, of bytes that follow others with the checksum `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (let i = 0; i < bytes.length; i++) value = TABLE[(value ^ bytes[i]!) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

const TEXTS = ["policy", "first", "guard", "style", "sheet"] as const;

/** What the end of a file says of its parts. */
interface Seal {
  blocks: [name: string, crc: number][];
  policy: number;
  first: number;
  guard: number;
  style: number;
  sheet: number;
}

/** The parts of a page that are checked, taken while they are all there. */
export class Sealed {
  private readonly end: string;
  private readonly blocks: Element[];
  private readonly texts: Record<Exclude<(typeof TEXTS)[number], "sheet">, string>;
  /** Written out only when it is checked, after the map has been drawn: by then it has left the page. */
  private readonly sheet: Element | null;

  constructor(doc: Document) {
    const of = (query: string) => doc.querySelector(query);
    this.end = of("#zm-end")?.textContent ?? "";
    this.blocks = Array.from(doc.querySelectorAll('script[type="application/octet-stream"]'));
    this.sheet = of("#zm-fallback");
    this.texts = {
      policy: of("meta[http-equiv=Content-Security-Policy]")?.getAttribute("content") ?? "",
      first: of("#zm-first")?.textContent ?? "",
      guard: of("#zm-guard")?.textContent ?? "",
      style: of("#zm-style")?.textContent ?? "",
    };
  }

  /** Whether the page has its style, whole; without it nothing may be built, since sizes without bounds hang a browser. */
  isStyled(): boolean {
    const isInForce = getComputedStyle(document.documentElement).getPropertyValue("--paper") !== "";
    return isInForce && crc32(new TextEncoder().encode(this.texts.style)) === this.read()?.style;
  }

  private read(): Seal | null {
    try {
      return JSON.parse(this.end) as Seal;
    } catch {
      return null;
    }
  }

  /** Whether everything is as it was made. */
  async holds(): Promise<boolean> {
    const { blocks } = this;
    const texts = { ...this.texts, sheet: this.sheet ? written(this.sheet) : "" };
    const seal = this.read();
    if (!Array.isArray(seal?.blocks) || seal.blocks.length !== blocks.length) return false;
    const encoder = new TextEncoder();
    for (const part of TEXTS) if (crc32(encoder.encode(texts[part])) !== seal[part]) return false;
    const slice = new Slice();
    for (const [index, block] of blocks.entries()) {
      const text = block.textContent ?? "";
      let crc = 0;
      for (let at = 0; at < text.length; at += PIECE) {
        if (slice.over()) await slice.pause();
        crc = crc32(encoder.encode(text.slice(at, at + PIECE)), crc);
      }
      const [name, expected] = seal.blocks[index] ?? [];
      if ((block.id || block.className) !== name || crc !== expected) return false;
    }
    return true;
  }
}

/** An element as its tags, attributes and texts follow one another. What scripts and what programs that recolour pages
 * set is left out. */
function written(root: Element): string {
  const parts: string[] = [];
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Element)) {
      parts.push(node.nodeValue ?? "");
      continue;
    }
    parts.push(`<${node.nodeName.toLowerCase()}`);
    for (const { name, value } of Array.from(node.attributes))
      if (!/^(hidden|style|data-.*)$/.test(name)) parts.push(` ${name.toLowerCase()}=${value}`);
  }
  return parts.join("");
}
