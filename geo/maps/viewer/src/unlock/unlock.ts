// Asks for the passphrase of a sealed map and puts back into the page what the box holds; the program is there already. The
// box is described in geo/mapfile/sealed.py. Nothing is kept: the passphrase leaves the page with the form.

import "../old.ts";
import { bytesOf } from "../data/base64.ts";
import { gunzip } from "../data/container.ts";
import { crc32, Sealed } from "../data/seal.ts";
import { add, el, fill } from "../ui/dom.ts";
import { guard } from "../ui/failure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const FORMAT = 1;
const ROUNDS = 1_000_000;
const CHUNK = 3 * 2 ** 13; // bytes turned into base64 at a time, a multiple of three
// What parts words; geo/mapfile/passphrases.py has the same.
const SPACES = /[ \t\n\r\u00a0\u2007\u202f\u3000]+/g;

/** What is said, in one language. */
interface Texts {
  name: string;
  direction: string;
  sealed: string;
  passphrase: string;
  show: string;
  open: string;
  opening: string;
  wrong: string;
  no_crypto: string;
}

/** What of the index of a box the page needs. */
interface Index {
  sheet: string;
  begin: string;
  end: string;
  manifest: string;
  blocks: [name: string, size: number, coded: "base64" | "text"][];
}

/** The file is not as it was made. */
class Altered extends Error {}

const text = (id: string) => document.getElementById(id)?.textContent ?? "";

function base64Of(bytes: Uint8Array): string {
  let found = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    found += btoa(String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK) as unknown as number[]));
  }
  return found;
}

async function textOf(packed: Bytes): Promise<string> {
  const decoder = new TextDecoder();
  let found = "";
  async function* once() {
    yield packed;
  }
  for await (const piece of gunzip(once())) found += decoder.decode(piece, { stream: true });
  return found + decoder.decode();
}

/** Open the box. Throws Altered where its heading is not as it was made, and what WebCrypto throws where the passphrase is
 * another one. */
async function opened(passphrase: string): Promise<Bytes> {
  const heading = text("zm-lock");
  const encoder = new TextEncoder();
  const told = JSON.parse(heading) as { format: number; kdf: string; rounds: number; salt: string; nonce: string };
  const isKnown = told.format === FORMAT && told.kdf === "PBKDF2-SHA256" && told.rounds === ROUNDS;
  const { lock } = JSON.parse(text("zm-end")) as { lock: number };
  if (!isKnown || crc32(encoder.encode(heading)) !== lock) throw new Altered();
  const words = passphrase.normalize("NFC").replace(SPACES, " ").trim();
  const secret = await crypto.subtle.importKey("raw", encoder.encode(words), "PBKDF2", false, ["deriveKey"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(told.salt), iterations: ROUNDS };
  const key = await crypto.subtle.deriveKey(way, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const cipher = { name: "AES-GCM", iv: bytesOf(told.nonce), additionalData: encoder.encode(heading) };
  return new Uint8Array(await crypto.subtle.decrypt(cipher, key, bytesOf(text("zm-box"))));
}

/** Put everything back into the page, and let the program begin. */
async function putBack(plain: Bytes): Promise<void> {
  const length = new DataView(plain.buffer).getUint32(0, true);
  const { sheet, begin, end, manifest, blocks } = JSON.parse(await textOf(plain.slice(4, 4 + length))) as Index;
  const made = new DOMParser().parseFromString(`<div id="zm-fallback">${sheet}</div>`, "text/html");
  document.getElementById("zm-fallback")!.replaceWith(document.adoptNode(made.body.firstElementChild!));
  document.getElementById("zm-loading")!.hidden = false;
  for (const id of ["zm-box", "zm-lock", "zm-asks"]) document.getElementById(id)!.remove();
  document.getElementById("zm-end")!.textContent = end;
  document.getElementById("zm-manifest")!.textContent = manifest; // which edition it is, and of which layers
  let at = 4 + length;
  let isFirst = true;
  for (const [name, size, coded] of blocks) {
    const isRecords = name === "zm-data";
    const id = !isRecords || isFirst ? name : null;
    const block = el("script", { type: "application/octet-stream", id, class: isRecords ? name : undefined });
    const bytes = plain.subarray(at, (at += size));
    block.textContent = coded === "base64" ? base64Of(bytes) : new TextDecoder().decode(bytes);
    document.body.append(block);
    if (isRecords) isFirst = false;
  }
  for (const script of [text("zm-reading"), begin]) {
    if (script) document.head.append(el("script", {}, script));
  }
}

function ask(): void {
  const said = JSON.parse(text("zm-asks")) as { [language: string]: Texts };
  const languages = Object.entries(said);
  let words = languages[0]![1];
  let message: "" | "opening" | "wrong" | "no_crypto" = "";
  const label = el("span");
  const beside = el("span");
  const input = el("input", {
    name: "passphrase",
    type: "password",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    dir: "auto",
    required: true,
  });
  const show = el("input", {
    type: "checkbox",
    on: { change: () => (input.type = show.checked ? "text" : "password") },
  });
  const button = el("button", { type: "submit" });
  const status = el("p", { role: "status" });
  const choice = el(
    "select",
    { "aria-label": languages.map(([, { name }]) => name).join(" · "), on: { change: () => speak() } },
    ...languages.map(([language, { name }]) => el("option", { value: language, lang: language }, name)),
  );
  const form = el("form", { id: "zm-ask", on: { submit: (event) => void submit(event) } });
  add(
    form,
    languages.length > 1 && choice,
    el("label", {}, label, input),
    el("label", { class: "zm-asked-beside" }, show, beside),
    button,
    status,
  );

  function speak(): void {
    words = said[choice.value] ?? words;
    form.lang = choice.value;
    form.dir = words.direction;
    fill(label, words.passphrase);
    fill(beside, words.show);
    fill(button, words.open);
    fill(status, message && words[message]);
  }

  function tell(what: typeof message): void {
    message = what;
    button.disabled = what === "opening" || what === "no_crypto";
    speak();
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (button.disabled) return;
    tell("opening");
    let plain: Bytes;
    try {
      plain = await opened(input.value);
    } catch (fault) {
      const isWhole = !(fault instanceof Altered) && (await new Sealed(document).holds());
      if (!isWhole) guard().fail("damaged");
      tell(isWhole ? "wrong" : "");
      input.focus();
      return;
    }
    input.value = "";
    form.remove();
    delete document.documentElement.dataset.zonemark;
    await putBack(plain).catch((fault) => {
      guard().fail("damaged");
      throw fault;
    });
  }

  document.body.prepend(form);
  document.documentElement.dataset.zonemark = "sealed";
  const isAble = typeof crypto === "object" && typeof crypto.subtle === "object" && crypto.subtle !== undefined;
  tell(isAble ? "" : "no_crypto");
  if (isAble) input.focus();
}

document.addEventListener("DOMContentLoaded", () => {
  if (!guard().hasEnded()) return; // the guard says that the file was cut
  guard().begin();
  ask();
});
