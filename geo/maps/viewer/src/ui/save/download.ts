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

export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // Some browsers read the file only after the click has returned.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name that every file system takes: letters and digits of any script, no leading dot. */
export function fileName(title: string, ending: string): string {
  const plain = title.normalize("NFC").replace(/[^\p{L}\p{N}\p{M}_-]+/gu, "_").replace(/^_+|_+$/g, "").slice(0, 80);
  return `${plain || "map"}.${ending}`;
}
