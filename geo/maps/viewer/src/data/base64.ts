// Base 64 as browsers read it themselves.

export type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes that a base64 text stands for. */
export function bytesOf(text: string): Bytes {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Bytes }).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}
