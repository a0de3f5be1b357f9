// Builds what a map file carries: one script, one style sheet, the outline of the world. The same sources give the
// same bytes. Python puts the three into each map; nothing here is loaded by a browser from a file of its own.
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
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
  write: false,
  logLevel: "warning",
};

async function script() {
  const result = await build({
    ...common,
    entryPoints: ["src/main.ts"],
    inject: ["src/leaflet.ts"],
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return result.outputFiles[0].contents;
}

async function style() {
  const contents = '@import "leaflet/dist/leaflet.css"; @import "./viewer.css";';
  const result = await build({ ...common, stdin: { contents, resolveDir: here, loader: "css" } });
  return result.outputFiles[0].contents;
}

// Natural Earth at 1:50 million, as TopoJSON, without what the map does not draw; gzip without a time stamp.
async function world() {
  const atlas = JSON.parse(await readFile(require.resolve("world-atlas/countries-50m.json"), "utf8"));
  const { type, arcs, transform, objects } = atlas;
  const geometries = objects.countries.geometries.map(({ type, arcs, id, properties }) => ({ type, arcs, id, properties }));
  const text = JSON.stringify({ type, transform, objects: { countries: { type: "GeometryCollection", geometries } }, arcs });
  return gzipSync(new TextEncoder().encode(text), { level: 9, mtime: 0 });
}

// What the bundle is made from, as one hash; hatch_build.py computes the same and builds only when it has changed.
async function sources() {
  const found = await readdir(join(here, "src"), { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
    .map((entry) => relative(here, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"));
  const hash = createHash("sha256");
  for (const path of ["build.mjs", "package-lock.json", "viewer.css", ...paths].sort()) {
    const content = createHash("sha256").update(await readFile(join(here, path))).digest("hex");
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
const built = await Promise.all([script(), style(), world()]);
for (const [index, name] of ["viewer.js", "viewer.css", "world.bin"].entries()) await put(name, built[index]);
await put("sources.sha256", stamp);
