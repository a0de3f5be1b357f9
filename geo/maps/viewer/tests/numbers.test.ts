import assert from "node:assert/strict";
import { test } from "node:test";
import { layerOf } from "./layers.ts";
import { tickStep } from "../src/ui/numbers/points.ts";
import { byDate, byField, type Grouping, one, tally } from "../src/ui/numbers/tally.ts";
import { timesBetween } from "../src/ui/numbers/times.ts";
import { Filters } from "../src/ui/tabs/filters.ts";
import type { Layer } from "../src/model.ts";

const counted = (filters: Filters, groupsOf: (layer: Layer) => Grouping) => {
  const masks = filters.layers.map((layer) => filters.mask(layer));
  return Object.fromEntries(tally(filters, (layer) => masks[layer]!, groupsOf));
};

for (const coded of [false, true]) {
  test(`groups add up over layers, what is not recorded among them (${coded ? "coded" : "plain"})`, () => {
    const layers = [
      layerOf({ setting: ["road", null, "school", "road"] }, { coded }),
      layerOf({ id: ["a"] }, { index: 1, kind: "releases" }),
      layerOf({ setting: ["road"] }, { index: 2, kind: "places" }),
    ];
    const filters = new Filters(layers);
    const byPlace = (layer: Layer) => byField(layer, "setting");
    assert.deepEqual(counted(filters, byPlace), {
      road: { shown: 2, total: 2 },
      school: { shown: 1, total: 1 },
      "": { shown: 2, total: 2 },
    });
    filters.choose("setting", "school", true);
    assert.deepEqual(counted(filters, byPlace), {
      road: { shown: 0, total: 2 },
      school: { shown: 1, total: 1 },
      "": { shown: 2, total: 2 },
    });
    const sum = Object.values(counted(filters, (layer) => one(layer.kind))).reduce((so, { shown }) => so + shown, 0);
    assert.equal(sum, filters.counts().shown);
  });
}

test("a year alone counts as its year, and has no month", () => {
  const filters = new Filters([layerOf({ reported_on: ["2021", "2021-03", "2021-03-04", "soon", null] })]);
  const numbers = (perMonth: boolean) =>
    Object.entries(counted(filters, (layer) => byDate(filters, layer, perMonth))).map(([key, { total }]) => [
      key,
      total,
    ]);
  assert.deepEqual(Object.fromEntries(numbers(false)), { "2021": 3, undated: 2 });
  assert.deepEqual(Object.fromEntries(numbers(true)), { no_month: 1, "2021-03": 2, undated: 2 });
});

test("what has no date, or no month, can be asked for alone", () => {
  const filters = new Filters([layerOf({ reported_on: ["2021", "2021-03", null, "2024-02", "2024-01-31"] })]);
  filters.gap = "undated";
  assert.equal([...filters.mask(filters.layers[0]!)!].join(""), "00100");
  filters.gap = "no_month";
  assert.equal([...filters.mask(filters.layers[0]!)!].join(""), "10000");
  assert.equal(filters.isOn, true);
  filters.clear();
  assert.equal(filters.isOn, false);
});

test("a year without records is a row, and several together are one", () => {
  const said = (keys: string[]) => timesBetween(keys).map(({ from, to }) => (from === to ? from : `${from}…${to}`));
  assert.deepEqual(said(["2024", "2021", "2022"]), ["2021", "2022", "2023", "2024"]);
  assert.deepEqual(said(["0001", "2021"]), ["0001", "0002…2020", "2021"]);
  assert.deepEqual(said(["2020-11", "2021-02"]), ["2020-11", "2020-12…2021-01", "2021-02"]);
  assert.deepEqual(said([]), []);
});

test("an axis has round steps", () => {
  assert.deepEqual([0.9, 9, 412, 800_000].map(tickStep), [0.5, 5, 200, 200_000].map(Number));
});
