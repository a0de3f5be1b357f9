import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOf, Filters, isoOf, MISSING } from "../src/ui/tabs/filters.ts";
import { layerOf } from "./layers.ts";

const shown = (filters: Filters, at = 0) => {
  const mask = filters.mask(filters.layers[at]!);
  return mask === null ? "all" : [...mask].join("");
};

for (const coded of [false, true]) {
  const how = coded ? "coded" : "plain";

  test(`without a filter every record is shown (${how})`, () => {
    const filters = new Filters([layerOf({ status: ["open", "closed"] }, { coded })]);
    assert.equal(filters.isOn, false);
    assert.equal(shown(filters), "all");
    assert.deepEqual(filters.counts(), { shown: 2, total: 2, missing: 0 });
  });

  test(`a value asked for hides the others, but not what is not known (${how})`, () => {
    const filters = new Filters([layerOf({ status: ["open", "closed", null, "open", "unknown"] }, { coded })]);
    filters.choose("status", "open", true);
    assert.equal(shown(filters), "10111");
    assert.deepEqual(filters.counts(), { shown: 4, total: 5, missing: 0 });
  });

  test(`a list passes when one of its values is asked for (${how})`, () => {
    const filters = new Filters([layerOf({ ordnance: [["AP_mine", "UXO"], ["UXO"], ["AV_mine"], []] }, { coded })]);
    filters.choose("ordnance", "AP_mine", true);
    filters.choose("ordnance", "AV_mine", true);
    assert.equal(shown(filters), "1011");
  });

  test(`what is not recorded can be asked for (${how})`, () => {
    const filters = new Filters([layerOf({ ordnance: [["UXO"], [], null] }, { coded })]);
    assert.deepEqual(
      [...filters.values("ordnance")],
      [
        ["UXO", 1],
        [MISSING, 2],
      ],
    );
    filters.choose("ordnance", MISSING, true);
    assert.equal(shown(filters), "011");
  });
}

test("what its source no longer has can be hidden, or shown alone, in all layers that the map is about", () => {
  const layers = [
    layerOf({ missing_since: ["2026-05-01", null, ""] }),
    layerOf({ status: ["open"] }, { index: 1 }),
    layerOf({ name: ["a"] }, { index: 2, kind: "places" }),
  ];
  const filters = new Filters(layers);
  assert.deepEqual(Object.fromEntries(filters.values("in_source")), { no: 1, yes: 3 });
  filters.showsGone = false;
  assert.deepEqual(
    [0, 1, 2].map((at) => shown(filters, at)),
    ["011", "1", "all"],
  );
  assert.equal(filters.isOn, true);
  filters.showsGone = true;
  assert.equal(filters.isOn, false);
  filters.choose("in_source", "no", true);
  assert.deepEqual(
    [0, 1, 2].map((at) => shown(filters, at)),
    ["100", "0", "all"],
  );
  assert.equal(filters.showsGone, true);
});

test("where every source has its records nobody is asked", () => {
  assert.equal(new Filters([layerOf({ missing_since: [null, null] })]).values("in_source").size, 0);
});

test("two fields must both pass", () => {
  const filters = new Filters([layerOf({ status: ["open", "open", "closed"], area_type: ["CHA", "SHA", "CHA"] })]);
  filters.choose("status", "open", true);
  filters.choose("area_type", "CHA", true);
  assert.equal(shown(filters), "100");
});

test("a value taken back frees the field", () => {
  const filters = new Filters([layerOf({ status: ["open", "closed"] })]);
  filters.choose("status", "open", true);
  filters.choose("status", "open", false);
  assert.equal(filters.isOn, false);
  assert.equal(shown(filters), "all");
});

test("a record without a date stays shown when dates are chosen", () => {
  const filters = new Filters([layerOf({ verified_on: ["2019-05-01", null, "2023", "not a date"] })]);
  filters.from = daysOf("2020")![0];
  assert.equal(shown(filters), "0111");
  assert.equal(filters.span()!.undated, 2);
});

test("a date that stops at the year passes wherever the year is touched", () => {
  const filters = new Filters([layerOf({ verified_on: ["2021", "2021-07", "2021-06-30"] })]);
  filters.from = daysOf("2021-07-15")![0];
  assert.equal(shown(filters), "110");
});

test("places stay when hazards are filtered", () => {
  const place = layerOf({ setting: ["school"], information_on: ["1990"] }, { kind: "places", index: 1 });
  const filters = new Filters([layerOf({ setting: ["road"] }), place]);
  filters.choose("setting", "road", true);
  filters.to = daysOf("1980")![1];
  assert.equal(shown(filters, 1), "all");
});

test("a hidden class hides its records and counts as a filter", () => {
  const layer = layerOf({ area_type: ["CHA", "SHA"], status: ["open", "open"] });
  const filters = new Filters([layer]);
  filters.hiddenClasses.add("0|hazards/CHA/open");
  assert.equal(filters.isOn, true);
  assert.equal(shown(filters), "01");
});

test("a hidden layer counts as not shown", () => {
  const filters = new Filters([layerOf({ id: ["a", "b"] }), layerOf({ id: ["c"] }, { index: 1 })]);
  filters.hiddenLayers.add(0);
  for (const layer of filters.layers) filters.mask(layer);
  assert.deepEqual(filters.counts(), { shown: 1, total: 3, missing: 0 });
});

test("clearing takes every filter off", () => {
  const filters = new Filters([layerOf({ status: ["open"] })]);
  filters.choose("status", "closed", true);
  filters.hiddenLayers.add(0);
  filters.from = 0;
  filters.clear();
  assert.equal(filters.isOn, false);
});

test("days are counted from 1970, before it too, and come back", () => {
  assert.deepEqual(daysOf("1970-01-01"), [0, 0]);
  assert.deepEqual(daysOf("1969-12"), [-31, -1]);
  assert.deepEqual(daysOf("2024-02")!.map(isoOf), ["2024-02-01", "2024-02-29"]);
  assert.deepEqual(daysOf("0099"), daysOf("0099-01-01")!.slice(0, 1).concat(daysOf("0099-12-31")!.slice(1)));
  assert.equal(daysOf("2024-13"), null);
  assert.equal(daysOf("spring 2024"), null);
});
