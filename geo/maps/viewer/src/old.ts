// What browsers of 2020 lack of what the viewer asks of them: Chrome 80, Firefox 78, Safari 14.1. Imported before all else.

type Lacking = Record<string, unknown>;

function lend(to: object | undefined, name: string, value: unknown): void {
  if (to && !(name in to)) Object.defineProperty(to, name, { value, configurable: true, writable: true });
}

// biome-ignore lint/suspicious/noPrototypeBuiltins: Object.hasOwn is what is lent here
lend(Object, "hasOwn", (of: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(of, key));

const lists = [Array, String, Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array];
for (const { prototype } of lists) {
  lend(prototype, "at", function (this: ArrayLike<unknown>, index: number) {
    return this[index < 0 ? this.length + index : index];
  });
}

lend(String.prototype, "replaceAll", function (this: string, found: string | RegExp, by: string) {
  return typeof found === "string" ? this.split(found).join(by) : this.replace(found, by);
});

const page = globalThis as unknown as Record<
  "Element" | "Document" | "DocumentFragment" | "HTMLElement",
  { prototype: Lacking } | undefined
>;
for (const name of ["Element", "Document", "DocumentFragment"] as const) {
  lend(page[name]?.prototype, "replaceChildren", function (this: ParentNode & Node, ...children: (Node | string)[]) {
    while (this.lastChild) this.removeChild(this.lastChild);
    this.append(...children);
  });
}

// A dialog there is an element like any other: it lies over the page, but the focus can leave it.
lend(page.HTMLElement?.prototype, "showModal", function (this: HTMLElement) {
  this.setAttribute("open", "");
  this.addEventListener("keydown", ({ key }) => key === "Escape" && (this as HTMLDialogElement).close());
  this.querySelector<HTMLElement>("button, input, select")?.focus();
});
lend(page.HTMLElement?.prototype, "close", function (this: HTMLElement) {
  this.removeAttribute("open");
  this.dispatchEvent(new Event("close"));
});
