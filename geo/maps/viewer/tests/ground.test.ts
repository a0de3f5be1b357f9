import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ground, GroundPlace } from "../src/data/ground.ts";
import { seenAt } from "../src/engine/ground/places.ts";

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
