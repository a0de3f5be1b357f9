// Leaflet as the global `L`, and the little that folium's own templates expect beside it: a pin that needs no picture
// file, folium.Icon's coloured pin, and `$` for the content of a popup. Injected before everything else.
import * as Leaflet from "leaflet";
import iconRetinaUrl from "leaflet/dist/images/marker-icon-2x.png";
import iconUrl from "leaflet/dist/images/marker-icon.png";
import shadowUrl from "leaflet/dist/images/marker-shadow.png";

const SVG = "http://www.w3.org/2000/svg";
const PIN = "M12.5 41C12.5 41 0 27 0 12.5a12.5 12.5 0 0 1 25 0C25 27 12.5 41 12.5 41Z";

// folium's names for colours that are no colours of CSS.
const PIN_COLOURS: Record<string, string> = { lightred: "salmon", darkpurple: "#5b396b" };

interface PinOptions {
  markerColor?: string;
  iconColor?: string;
}

// A pin in the colour asked for, with a dot: the pictures of icon fonts would have to come from a host.
function pin({ markerColor = "blue", iconColor = "white" }: PinOptions): Leaflet.DivIcon {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 25 41");
  svg.setAttribute("width", "25");
  svg.setAttribute("height", "41");
  const body = document.createElementNS(SVG, "path");
  body.setAttribute("d", PIN);
  body.setAttribute("fill", PIN_COLOURS[markerColor] ?? markerColor);
  body.setAttribute("stroke", "#1b1b1b");
  body.setAttribute("stroke-opacity", "0.5");
  const dot = document.createElementNS(SVG, "circle");
  dot.setAttribute("cx", "12.5");
  dot.setAttribute("cy", "12.5");
  dot.setAttribute("r", "4.5");
  dot.setAttribute("fill", iconColor);
  svg.append(body, dot);
  return Leaflet.divIcon({
    html: svg as unknown as HTMLElement,
    className: "zm-pin",
    iconSize: [25, 41],
    iconAnchor: [12, 41],
    popupAnchor: [1, -34],
    tooltipAnchor: [16, -28],
  });
}

// What `$` does in folium's templates, and no more: parse the content of a popup, and run at the end of loading.
// The parser's document is inert: nothing in it runs or loads before the page's own policy has been asked.
function dollar(what: string | Document): Node[] | { ready(run: () => void): void } {
  if (what instanceof Document) return { ready: (run) => queueMicrotask(run) };
  const parsed = new DOMParser().parseFromString(what, "text/html");
  return Array.from(parsed.body.children, (node) => document.importNode(node, true));
}

// Leaflet looks for its pictures beside a style sheet, which a map file does not have.
const options = Leaflet.Icon.Default.prototype.options as Leaflet.IconOptions & { imagePath?: string };
Leaflet.Icon.Default.imagePath = "";
Object.assign(options, { iconUrl, iconRetinaUrl, shadowUrl });
Leaflet.Control.Attribution.mergeOptions({ prefix: false });

const page = globalThis as unknown as Record<string, unknown>;
page.L = { ...Leaflet, AwesomeMarkers: { icon: pin } }; // a copy, because plugins add to the global
page.$ ??= dollar;
