// Builds what a map file carries: scripts and one style sheet. The same sources give the same bytes. Python puts into
// each map what it needs of them; nothing here is loaded by a browser from a file of its own.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
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
  return withNotice(result, "fflate"); // which is in what opens the viewer
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

// The editor, which a map may be made without. It uses what the viewer has already: its Leaflet, and what src/edit/kit.ts names.
async function editor() {
  const lent = (await readFile(join(here, "src/edit/kit.ts"), "utf8")).matchAll(/export \{(.*?)\}/gs);
  const names = [...lent].flatMap(([, list]) => list.split(",").map((name) => name.trim()));
  const contents = names.map((name) => `export const ${name} = window.zonemarkKit.${name};`).join("\n");
  const ofThePage = {
    name: "of-the-page",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/kit\.ts$/ }, () => ({ path: "kit", namespace: "page" }));
      onLoad({ filter: /.*/, namespace: "page" }, () => ({ contents }));
    },
  };
  const result = await build({ ...common, entryPoints: ["src/edit/edit.ts"], format: "iife", plugins: [ofThePage] });
  return result.outputFiles[0].contents;
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

// The panels of the desk, which only the page of `zonemark desk` has.
async function desk() {
  const result = await build({ ...common, entryPoints: ["src/desk/desk.ts"], format: "iife" });
  return result.outputFiles[0].contents;
}

async function deskStyle() {
  const result = await build({ ...common, entryPoints: ["src/desk/desk.css"] });
  return result.outputFiles[0].contents;
}

// What asks for the passphrase of a sealed map, and its looks.
async function unlock() {
  const result = await build({ ...common, entryPoints: ["src/unlock/unlock.ts"], format: "iife" });
  return result.outputFiles[0].contents;
}

async function unlockStyle() {
  const result = await build({ ...common, entryPoints: ["src/styles/unlock.css"] });
  return result.outputFiles[0].contents;
}

async function style() {
  const contents = '@import "leaflet/dist/leaflet.css"; @import "./viewer.css";';
  const result = await build({ ...common, stdin: { contents, resolveDir: here, loader: "css" } });
  return result.outputFiles[0].contents;
}

async function editorStyle() {
  const result = await build({ ...common, entryPoints: ["src/edit/edit.css"] });
  return result.outputFiles[0].contents;
}

async function lastStyle() {
  const result = await build({ ...common, entryPoints: ["src/styles/last.css"] });
  return result.outputFiles[0].contents;
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
  reading(),
  guard(),
  unpack(),
  lastStyle(),
  editor(),
  editorStyle(),
  unlock(),
  unlockStyle(),
  desk(),
  deskStyle(),
]);
const licences = `${viewer.text}\n\n---\n\n${tiles.text}\n`; // for the metadata of the wheel
const built = [viewer.contents, tiles.contents, ...others, Buffer.from(licences)];
const names = [
  "viewer.js",
  "basemap.js",
  "viewer.css",
  "reading.js",
  "guard.js",
  "unpack.js",
  "last.css",
  "edit.js",
  "edit.css",
  "unlock.js",
  "unlock.css",
  "desk.js",
  "desk.css",
  "licences.txt",
];
for (const [index, name] of names.entries()) await put(name, built[index]);
await put("sources.sha256", stamp);
