// What of the page is in base 85, which takes a sixteenth less room than base 64: the program and the texts.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/** The bytes of a text in base 85 (RFC 1924, "," for "<"): five digits are four bytes. What is no digit counts for nothing,
 * and the checksum of gzip tells. */
export function fromBase85(text: string): Uint8Array<ArrayBuffer> {
  const short = (5 - (text.length % 5)) % 5;
  // As bytes: what a page gives as text is kept outside of the script's memory, and each letter of it takes its time.
  const digits = new TextEncoder().encode(text + DIGITS[84]!.repeat(short));
  const bytes = new Uint8Array(Math.floor(digits.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  const values = new Uint8Array(256);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;
  const value = (at: number) => values[digits[at]!]!;
  for (let from = 0, to = 0; to < bytes.length; from += 5, to += 4) {
    // Four digits are less than 2³⁰, and the fifth is added modulo 2³², so that all stay whole numbers.
    const most = ((value(from) * 85 + value(from + 1)) * 85 + value(from + 2)) * 85 + value(from + 3);
    view.setInt32(to, (Math.imul(most, 85) + value(from + 4)) | 0);
  }
  return bytes.subarray(0, bytes.length - short);
}
