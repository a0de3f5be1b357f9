import assert from "node:assert/strict";
import { test } from "node:test";
import type { MapData, Settings } from "../src/model.ts";
import { ageInMonths } from "../src/ui/heading.ts";
import { compare, compareSubject } from "../src/ui/honesty.ts";
import { layerOf } from "./layers.ts";

const notDrawn = [{ record: 2, reason: "no_position" as const }];
const written = (recorded: number, kind = "hazards", name = "layer0") => ({
  name,
  title: "",
  kind,
  recorded,
  drawn: 0,
  notDrawn: 0,
});
const data = (layers: object[]): MapData => ({
  layers: [layerOf({ id: ["a", "b", "c"] }, { notDrawn })],
  settings: { layers } as unknown as Settings,
});

test("what is recorded is drawn or listed, and then nothing is lost", () => {
  const sum = compare(data([written(3)]), [{ layer: 0, recorded: 3, drawn: 2 }]);
  assert.deepEqual(sum, { recorded: 3, drawn: 2, withoutPosition: 1, lost: 0 });
});

test("a record that is neither drawn nor listed is lost", () => {
  assert.equal(compare(data([written(3)]), [{ layer: 0, recorded: 3, drawn: 1 }]).lost, 1);
});

test("a record written into the file but not read from it is lost", () => {
  const sum = compare(data([written(10)]), [{ layer: 0, recorded: 3, drawn: 2 }]);
  assert.deepEqual([sum.recorded, sum.lost], [10, 7]);
});

test("the heading counts hazards and not the ground they lie on, which the check counts all the same", () => {
  const drawn = [{ layer: 0, recorded: 3, drawn: 2 }];
  const both = data([written(3), written(5, "places", "fields")]);
  assert.equal(compareSubject(both, drawn).recorded, 3);
  assert.equal(compare(both, drawn).lost, 5);
});

test("on a map of nothing but places they are what is counted", () => {
  const layers = [layerOf({ id: ["a", "b", "c"] }, { kind: "places", notDrawn })];
  const places = { ...data([written(3, "places")]), layers };
  assert.equal(compareSubject(places, [{ layer: 0, recorded: 3, drawn: 2 }]).drawn, 2);
});

test("a whole layer that was not read is lost", () => {
  assert.equal(
    compare(data([written(3), written(5, "hazards", "other")]), [{ layer: 0, recorded: 3, drawn: 2 }]).lost,
    5,
  );
});

test("figures have no place on a map and are not lost", () => {
  assert.equal(
    compare(data([written(3), written(5, "facts", "figures")]), [{ layer: 0, recorded: 3, drawn: 2 }]).lost,
    0,
  );
});

test("nothing drawn at all loses everything that is not listed", () => {
  assert.equal(compare(data([written(3)]), []).lost, 2);
});

test("the age of data is counted in whole months, to the best case of a vague date", () => {
  const today = new Date(2024, 6, 15);
  const ages = ["2024-07-15", "2024-06-16", "2024-01-15", "2024-01", "2023", "2030"].map((date) =>
    ageInMonths(date, today),
  );
  assert.deepEqual(ages, [0, 0, 6, 5, 6, 0]);
  assert.equal(ageInMonths("", today), null);
  assert.equal(ageInMonths("2026-05", new Date(2026, 10, 29)), 5, "it may be of the 31st");
  assert.equal(ageInMonths("2026-02", new Date(2026, 7, 28)), 6, "whose last day is the 28th");
});
