// Handing a file to the reader, made in the page and asked of nobody.

const PIECES_AT_ONCE = 2000;

/** Gather text into a file without keeping the page from answering. */
export async function gather(pieces: Iterable<string>, type: string): Promise<Blob> {
  const blobs: Blob[] = [];
  let part: string[] = [];
  for (const piece of pieces) {
    if (part.push(piece) < PIECES_AT_ONCE) continue;
    blobs.push(new Blob(part));
    part = [];
    await new Promise((done) => setTimeout(done));
  }
  return new Blob([...blobs, ...part], { type });
}

/** A canvas as a picture file. */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const file = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (file === null) throw new Error("The browser could not make the picture.");
  return file;
}

export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // Some browsers read the file only after the click has returned.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const MOST_BYTES = 120;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** A name that every file system takes, as geo/cells/slugs.py makes it: letters, marks and digits of any script. */
export function slug(title: string): string {
  const lower = title.normalize("NFC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFC");
  let name = lower.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  while (new TextEncoder().encode(name).length > MOST_BYTES) name = [...name].slice(0, -1).join("").replace(/-$/, "");
  return RESERVED.test(name) ? `${name}-layer` : name;
}

/** The name of a saved file; a title without a letter or digit gives `map`. */
export function fileName(title: string, ending: string): string {
  return `${slug(title) || "map"}.${ending}`;
}
