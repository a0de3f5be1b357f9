// Builds what a map file carries: scripts, one style sheet, the outline of the world. The same sources give the same
// bytes. Python puts into each map what it needs of them; nothing here is loaded by a browser from a file of its own.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "fflate";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "dist");
const require = createRequire(import.meta.url);

// Pictures (Leaflet's pin and layer switch) become data: addresses, so that no file is asked for beside the map.
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  loader: { ".png": "dataurl", ".svg": "dataurl" },
  target: ["chrome80", "firefox78", "safari14.1"], // said to readers too: OLDEST in geo/maps/page/seal.py
  write: false,
  metafile: true,
  logLevel: "warning",
};

// The licences of what is bundled ask that notice and terms go with every copy, and every map file is one. They are said to
// the page, which shows them under "About", each set of terms once, below the packages that it holds for.
async function withNotice({ outputFiles, metafile }, ...besides) {
  const text = await notices([
    ...Object.keys(metafile.inputs).map(homeOf),
    ...besides.map((name) => `node_modules/${name}`),
  ]);
  // A script may run before the viewer or after it, and the list of both is one.
  const said = `(self.zonemarkNotices=self.zonemarkNotices||[]).push(${JSON.stringify(text).replaceAll("</", "<\\/")});\n`;
  return { text, contents: Buffer.concat([Buffer.from(said), outputFiles[0].contents]) };
}

// A package may stand within another, in an older version than the one beside it.
const homeOf = (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];

// What a package has copied into the file that it is bundled from.
const WITHIN = { "node_modules/rbush": ["node_modules/quickselect"] };

async function notices(found) {
  const homes = [...new Set(found.flatMap((home) => [home, ...(WITHIN[home] ?? [])]))].filter(Boolean);
  const packages = await Promise.all(homes.map(noticeOf));
  packages.sort((a, b) => (a.held < b.held ? -1 : 1));
  const licences = [...new Set(packages.map(({ license }) => license))].sort();
  const parts = licences.map((license) => {
    const under = packages.filter((one) => one.license === license);
    const terms = under.find((one) => one.terms)?.terms;
    if (!terms) throw new Error(`No terms of ${license} were found to carry along.`);
    return `${under.map(({ held }) => held).join("\n")}\n\n${license}\n\n${terms}`;
  });
  return parts.join("\n\n---\n\n");
}

async function noticeOf(home) {
  const { name, version, license, author } = JSON.parse(await readFile(join(here, home, "package.json"), "utf8"));
  const file = (await readdir(join(here, home))).find((file) => /^licen[cs]e/i.test(file));
  const lines = file ? (await readFile(join(here, home, file), "utf8")).split(/\r?\n/) : [];
  const isHeading = (line) => /^\s*(copyright\s+(?:\(c\)|\d)|all rights reserved|.{0,30}\blicense\W*$)/i.test(line);
  const owners = lines.filter((line) => /^\s*copyright\s+(\(c\)|\d)/i.test(line)).map((line) => line.trim());
  const held = owners.length ? owners.join("; ") : `Copyright ${author?.name ?? author ?? `the authors of ${name}`}`;
  return {
    license,
    held: `${name} ${version}. ${held}`,
    terms: lines
      .filter((line) => !isHeading(line))
      .join("\n")
      .trim(),
  };
}

// Leaflet's other build is one function around everything, which a browser would read twice before it runs.
const leafletModules = {
  name: "leaflet-modules",
  setup({ onResolve }) {
    onResolve({ filter: /^leaflet$/ }, () => ({ path: require.resolve("leaflet/dist/leaflet-src.esm.js") }));
  },
};

async function script() {
  const result = await build({
    ...common,
    entryPoints: ["src/main.ts"],
    inject: ["src/leaflet.ts"],
    plugins: [leafletModules],
    format: "iife",
    define: {
      "process.env.NODE_ENV": '"production"',
      // Leaflet asks for this of Internet Explorer's at the start, and an error at the start, though it is caught, makes
      // a browser read the whole script again to say where.
      "document.namespaces.add": "Object",
    },
  });
  return withNotice(result, "world-atlas", "fflate"); // fflate is in what opens the viewer
}

// The reader of PMTiles, a script of its own because only maps with such a background need it. It runs after the viewer
// and uses the viewer's Leaflet.
async function basemap() {
  const leaflet = {
    name: "the-page's-leaflet",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^leaflet$/ }, () => ({ path: "leaflet", namespace: "page" }));
      onLoad({ filter: /.*/, namespace: "page" }, () => ({ contents: "module.exports = window.L" }));
    },
  };
  const result = await build({ ...common, entryPoints: ["src/basemap.ts"], format: "iife", plugins: [leaflet] });
  return withNotice(result);
}

// What opens the records of a large map, with the worker's text inside.
async function reading() {
  const worker = await build({ ...common, entryPoints: ["src/worker.ts"], format: "iife" });
  const define = { WORKER: JSON.stringify(worker.outputFiles[0].text) };
  const result = await build({ ...common, entryPoints: ["src/reading.ts"], format: "iife", define });
  return result.outputFiles[0].contents;
}

// What runs before all else, in browsers that cannot read the rest.
async function guard() {
  const result = await build({ ...common, target: "es5", entryPoints: ["src/guard.ts"], format: "iife" });
  return result.outputFiles[0].contents;
}

// What opens the viewer in a page.
async function unpack() {
  const result = await build({ ...common, entryPoints: ["src/unpack.ts"], format: "iife" });
  return result.outputFiles[0].contents;
}

async function style() {
  const contents = '@import "leaflet/dist/leaflet.css"; @import "./viewer.css";';
  const result = await build({ ...common, stdin: { contents, resolveDir: here, loader: "css" } });
  return result.outputFiles[0].contents;
}

async function lastStyle() {
  const result = await build({ ...common, entryPoints: ["src/styles/last.css"] });
  return result.outputFiles[0].contents;
}

// Natural Earth at 1:50 million in the container of geo/mapfile/encode.py: arcs as whole-number steps, rings as lists of
// arcs (~n is arc n backwards), polygons as numbers of rings; and how far a polygon reaches, so that a page makes only
// the shapes that it shows. Vertices closer to the line between their neighbours than 1.2 km are left out, and the rest
// lie on a grid of about 1.2 km by 600 m: the source itself is off by more. This is the ground under the records and is
// never measured on. Borders that only one of two views of the world has (disputed.py) are listed, those of the second view
// as arcs of their own that bound no polygon.
const GRID = 3;
const OFF_LINE_DEG = 0.012;

async function world() {
  const atlas = JSON.parse(await readFile(require.resolve("world-atlas/countries-50m.json"), "utf8"));
  const disputed = JSON.parse(await readFile(join(here, "src/disputed.json"), "utf8"));
  const scale = atlas.transform.scale.map((step) => step * GRID);
  const lines = [...atlas.arcs.map((arc) => thinned(placed(arc, atlas.transform))), ...disputed.lines];
  const arcs = lines.map((line) => gridded(line, scale, atlas.transform.translate));
  const ofOneView = [...Object.keys(disputed.arcs).map(Number), ...disputed.lines.map((_, i) => atlas.arcs.length + i)];
  const polygons = atlas.objects.countries.geometries.flatMap(({ type, arcs }) =>
    type === "Polygon" ? [arcs] : type === "MultiPolygon" ? arcs : [],
  );
  const rings = polygons.flat();
  const steps = arcs.flatMap((arc) => arc.slice(1).map(([x, y], i) => [x - arc[i][0], y - arc[i][1]]));
  const sections = [];
  const section = (values) => sections.push(planes(values)) - 1;
  const told = {
    version: 1,
    layers: [],
    world: {
      scale,
      translate: atlas.transform.translate,
      lengths: section(arcs.map((arc) => arc.length)),
      firstX: section(arcs.map(([[x]]) => x)),
      firstY: section(arcs.map(([[, y]]) => y)),
      stepX: section(steps.map(([x]) => x)),
      stepY: section(steps.map(([, y]) => y)),
      polygons: section(polygons.map((polygon) => polygon.length)),
      rings: section(rings.map((ring) => ring.length)),
      arcs: section(rings.flat()),
      disputed: section(ofOneView),
      reach: section(
        polygons.flatMap((polygon) => reach(polygon, arcs, { scale, translate: atlas.transform.translate })),
      ),
    },
    sections: sections.map(({ told }) => told),
  };
  return gzipSync(container(told, sections), { level: 9, mtime: 0 });
}

function placed(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
}

// Douglas and Peucker, 1973; an arc that closes upon itself keeps enough vertices to be a ring.
function thinned(points) {
  const last = points.length - 1;
  const closed = points[0][0] === points[last][0] && points[0][1] === points[last][1];
  const keep = new Set([0, last, ...(closed ? [Math.floor(last / 3), Math.floor((2 * last) / 3)] : [])]);
  const stretches = [...keep]
    .sort((a, b) => a - b)
    .flatMap((from, i, all) => (i + 1 < all.length ? [[from, all[i + 1]]] : []));
  while (stretches.length) {
    const [from, to] = stretches.pop();
    const [[x1, y1], [x2, y2]] = [points[from], points[to]];
    const length = Math.hypot(x2 - x1, y2 - y1);
    let [most, at] = [OFF_LINE_DEG, -1];
    for (let i = from + 1; i < to; i++) {
      const [dx, dy] = [points[i][0] - x1, points[i][1] - y1];
      const off = length ? Math.abs(dx * (y2 - y1) - dy * (x2 - x1)) / length : Math.hypot(dx, dy);
      if (off > most) [most, at] = [off, i];
    }
    if (at < 0) continue;
    keep.add(at);
    stretches.push([from, at], [at, to]);
  }
  return points.filter((_, i) => keep.has(i));
}

function gridded(points, scale, translate) {
  return points.map(([x, y]) => [Math.round((x - translate[0]) / scale[0]), Math.round((y - translate[1]) / scale[1])]);
}

// How many whole degrees a polygon reaches to the west, south, east and north of the first vertex of its first arc, at
// most. A polygon that is narrower across 180° lies east of it, as it is drawn.
function reach(polygon, arcs, { scale, translate }) {
  const arcOf = (number) => arcs[number < 0 ? ~number : number];
  const degrees = ([x, y]) => [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  const [lon, lat] = degrees(arcOf(polygon[0][0])[0]);
  const points = polygon.flat().flatMap(arcOf).map(degrees);
  const [south, north] = range(points.map(([, lat]) => lat));
  const [lons, turned] = [points.map(([lon]) => lon), points.map(([lon]) => (lon < 0 ? lon + 360 : lon))].map(range);
  const [west, east] = lons[1] - lons[0] > 180 && turned[1] - turned[0] < lons[1] - lons[0] ? turned : lons;
  return [lon - west, lat - south, east - lon, north - lat].map(Math.ceil);
}

const range = (values) =>
  values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);

// Whole numbers as encode.py writes them: folded to have no sign, then all lowest bytes, all second bytes, …
function planes(values) {
  const signed = values.some((value) => value < 0);
  const folded = values.map((value) => (signed ? (value < 0 ? -2 * value - 1 : 2 * value) : value));
  const largest = folded.reduce((most, value) => Math.max(most, value), 0);
  const count = Math.max(1, Math.ceil(Math.log2(largest + 1) / 8));
  const bytes = new Uint8Array(count * folded.length);
  for (let plane = 0; plane < count; plane++)
    folded.forEach((value, i) => (bytes[plane * folded.length + i] = value >> (8 * plane)));
  return { bytes, told: [bytes.length, folded.length, count, Number(signed)] };
}

function container(told, sections) {
  const heading = new TextEncoder().encode(JSON.stringify(told));
  const pad = (length) => Math.ceil(length / 8) * 8;
  const bytes = new Uint8Array(
    16 + pad(heading.length) + sections.reduce((sum, { bytes }) => sum + pad(bytes.length), 0),
  ).fill(0x20);
  bytes.set([...new TextEncoder().encode("ZMARK"), 0, 0, 1]);
  const lengths = new DataView(bytes.buffer);
  lengths.setUint32(8, pad(heading.length), true);
  lengths.setUint32(12, 0, true);
  bytes.set(heading, 16);
  let at = 16 + pad(heading.length);
  for (const section of sections) {
    bytes.set(section.bytes, at);
    at += pad(section.bytes.length);
  }
  return bytes;
}

// The words of written positions and the pictograms belong to the Python package and are bundled too.
const OF_THE_PACKAGE = ["../../positions/words.json", "../../records/pictograms.json"];

// What the bundle is made from, as one hash; hatch_build.py computes the same and builds only when it has changed.
async function sources() {
  const found = await readdir(join(here, "src"), { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
    .map((entry) =>
      relative(here, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    );
  const hash = createHash("sha256");
  for (const path of ["build.mjs", "package-lock.json", "viewer.css", ...OF_THE_PACKAGE, ...paths].sort()) {
    const content = createHash("sha256")
      .update(await readFile(join(here, path)))
      .digest("hex");
    hash.update(`${path} ${content}\n`);
  }
  return hash.digest("hex");
}

// Written whole or not at all: an interrupted build leaves the one before.
async function put(name, contents) {
  const part = join(out, `.${name}.part`);
  await writeFile(part, contents);
  await rename(part, join(out, name));
  console.log(`${name} ${(contents.length / 1024).toFixed(0)} KB`);
}

await mkdir(out, { recursive: true });
const stamp = await sources();
const [viewer, tiles, ...others] = await Promise.all([
  script(),
  basemap(),
  style(),
  world(),
  reading(),
  guard(),
  unpack(),
  lastStyle(),
]);
const licences = `${viewer.text}\n\n---\n\n${tiles.text}\n`; // for the metadata of the wheel
const built = [viewer.contents, tiles.contents, ...others, Buffer.from(licences)];
const names = [
  "viewer.js",
  "basemap.js",
  "viewer.css",
  "world.bin",
  "reading.js",
  "guard.js",
  "unpack.js",
  "last.css",
  "licences.txt",
];
for (const [index, name] of names.entries()) await put(name, built[index]);
await put("sources.sha256", stamp);
