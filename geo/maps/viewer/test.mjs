// Runs the tests of what has no screen: bundles tests/*.test.ts for Node, then hands them to its test runner.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(join(tmpdir(), "zonemark-tests-"));
const wanted = process.argv.slice(2);
const names = (await readdir(join(here, "tests"))).filter((name) => name.endsWith(".test.ts"));
const entryPoints = names.filter((name) => !wanted.length || wanted.some((part) => name.includes(part)));
await build({
  absWorkingDir: here,
  entryPoints: entryPoints.map((name) => `tests/${name}`),
  bundle: true,
  platform: "node",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  outdir: out,
  logLevel: "warning",
  banner: { js: `globalThis.viewerFolder = ${JSON.stringify(here)};` },
});
const { status } = spawnSync(process.execPath, ["--test", out], { stdio: "inherit" });
await rm(out, { recursive: true });
process.exit(status ?? 1);
