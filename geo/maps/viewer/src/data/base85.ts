// What of the page is in base 85, which takes a sixteenth less room than base 64: the program and the texts.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/** The bytes of a text in base 85 (RFC 1924, "," for "<"): five digits are four bytes. What is no digit counts for nothing,
 * and the checksum of gzip tells. */
export function fromBase85(text: string): Uint8Array<ArrayBuffer> {
  const short = (5 - (text.length % 5)) % 5;
  const padded = text + DIGITS[84]!.repeat(short);
  const bytes = new Uint8Array((padded.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  const values = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;
  for (let at = 0; at < padded.length; at += 5) {
    let number = 0;
    for (let i = at; i < at + 5; i++) number = number * 85 + (values[padded.charCodeAt(i)] ?? 0);
    view.setUint32((at / 5) * 4, number);
  }
  return bytes.subarray(0, bytes.length - short);
}
