import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ground, GroundPlace } from "../src/data/ground.ts";
import { UNITS, type RecordGeometry } from "../src/data/shapes.ts";
import { worldY } from "../src/engine/mercator.ts";
import { seenAt } from "../src/engine/ground/places.ts";
import { riverNames } from "../src/engine/ground/waters.ts";

const ROOM_PX = 34;
const viewOf = (zoom: number) => ({
  x0: 0,
  y0: 0,
  width: 256 * 2 ** zoom,
  height: 256 * 2 ** zoom,
  size: 256 * 2 ** zoom,
});

/** Places in clusters, the most important first, some at the edges of the world and some at one point. */
function ground(count: number): Ground {
  let seed = 11;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const places = Array.from({ length: count }, (_, i) => {
    const around = random() < 0.1 ? 1 : 0.01;
    const [x, y] = i % 50 === 49 ? [0, 0] : [(random() - 0.5) * around, (random() - 0.5) * around];
    return { x: 0.5 + x!, y: 0.5 + y!, rank: count - i } as GroundPlace;
  });
  return { places } as unknown as Ground;
}

test("a place is seen where it has room beside all more important ones, and from there on", () => {
  const all = ground(400);
  let before = new Set<GroundPlace>();
  for (let zoom = 3; zoom < 14; zoom++) {
    const seen = new Set(seenAt(all, viewOf(zoom)).map(({ place }) => place));
    const size = 256 * 2 ** zoom;
    const kept: GroundPlace[] = [];
    for (const place of all.places) {
      const hasRoom = kept.every((other) => Math.hypot(other.x - place.x, other.y - place.y) * size >= ROOM_PX);
      if (before.has(place) || hasRoom) kept.push(place);
    }
    assert.deepEqual(new Set(kept), seen, `at zoom ${zoom}`);
    before = seen;
  }
  assert.ok(before.size > 100 && before.size < 400);
  assert.equal(seenAt(all, viewOf(14)).length, 400);
});

test("the name of a river may stand at several points of it, the middle of what is seen first, all of it in sight", () => {
  const vertices = Int32Array.from([-160 * UNITS, 0, 160 * UNITS, 0]);
  const river = { vertices, ys: Float64Array.from([worldY(0), worldY(0)]), bounds: () => [-160, 0, 160, 0] };
  const rivers = { ...river, range: () => [0, 2] } as unknown as RecordGeometry;
  const view = { ...viewOf(2), x0: 200, width: 600 };
  const names = [[0, { "": "A long name of a river" }]] as [number, { "": string }][];
  const points = riverNames(rivers, names, view, 100);
  assert.ok(points.length > 3);
  assert.ok(points.every(({ x, y }) => x > 160 && x < 440 && y === 512));
  assert.ok(points.every(({ x }) => Math.abs(x - 300) >= Math.abs(points[0]!.x - 300)));
});
