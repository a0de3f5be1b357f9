import assert from "node:assert/strict";
import { test } from "node:test";
import type { Layer, Value } from "../src/model.ts";
import { Search } from "../src/ui/tabs/find/search.ts";
import { folded, sounding } from "../src/data/spelling.ts";
import { layerOf } from "./layers.ts";

const say = (_field: string, value: string) => (value === "AP_mine" ? "anti-personnel mine" : "");
const ids = async (layers: Layer[], query: string) =>
  (await new Search(layers, say).find(query))!.refs.map(({ layer, record }) => `${layer}/${record}`);

const values: { [column: string]: Value[] } = {
  id: ["HA-0001", "HA-0002", "HA-0003"],
  name: ["Ağdam school", "Füzuli əkin", "Шуша"],
  ordnance: [["AP_mine"], ["UXO", "AP_mine"], null],
};
const few = [layerOf(values), layerOf({ name: ["Agdam well"] }, { kind: "places", index: 1 })];
// A map of many records finds the same in the same order.
const filler = layerOf({ name: Array.from({ length: 31_000 }, (_, at) => `field ${at}`) }, { index: 2 });

for (const [how, layers] of [
  ["few records", few],
  ["many records", [...few, filler]],
] as const) {
  test(`letters with and without marks find one another (${how})`, async () => {
    assert.deepEqual((await ids([...layers], "agdam")).sort(), ["0/0", "1/0"]);
    assert.deepEqual(await ids([...layers], "FUZULI EKIN"), ["0/1"]);
    assert.deepEqual(await ids([...layers], "шуша"), ["0/2"]);
  });

  test(`a name is found in the spellings of other languages (${how})`, async () => {
    for (const spelling of ["Aghdam", "Агдам"])
      assert.deepEqual((await ids([...layers], spelling)).sort(), ["0/0", "1/0"]);
    for (const spelling of ["Shusha", "Şuşa"]) assert.deepEqual(await ids([...layers], spelling), ["0/2"]);
  });

  test(`all words must be there, in whatever columns (${how})`, async () => {
    assert.deepEqual(await ids([...layers], "school personnel"), ["0/0"]);
    assert.deepEqual(await ids([...layers], "school uxo"), []);
  });

  test(`a number is found by its beginning (${how})`, async () => {
    assert.deepEqual(await ids([...layers], "HA-0002"), ["0/1"]);
  });

  test(`an empty query finds nothing (${how})`, async () => {
    assert.deepEqual(await ids([...layers], "  "), []);
  });
}

const order = async (column: { [name: string]: Value[] }, query: string) => ids([layerOf(column)], query);

test("an exact name or id comes first", async () => {
  const names = {
    id: ["12", "HA-12", "3"],
    name: ["Old mill road", "Mill", "The Old Mill"],
    remarks: ["old mill", null, "12"],
  };
  assert.deepEqual(await order(names, "old mill"), ["0/0", "0/2"]);
  assert.deepEqual((await order(names, "mill"))[0], "0/1");
  assert.deepEqual((await order(names, "12"))[0], "0/0");
  assert.deepEqual((await order(names, "ha12"))[0], "0/1");
});

test("hazards come before figures that match as well, and an exact figure before a hazard that does not", async () => {
  const figures = layerOf({ name: ["Casualties in Agdam", "Agdam"] }, { kind: "facts" });
  const hazards = layerOf({ name: ["Agdam well"] }, { index: 1 });
  assert.deepEqual(await ids([figures, hazards], "agdam"), ["0/1", "1/0", "0/0"]);
});

test("Arabic is found with and without the article, and letters that no accent makes", async () => {
  for (const query of ["موصل", "الموصل"])
    assert.deepEqual(await order({ name: ["الموصل", "حلب", "موصل"] }, query).then((found) => found.sort()), [
      "0/0",
      "0/2",
    ]);
  for (const query of ["امل", "الأمل", "أمل"]) assert.deepEqual(await order({ name: ["الأمل"] }, query), ["0/0"]);
  assert.deepEqual(await order({ name: ["Łódź", "Đurđevac", "老街"] }, "Lodz"), ["0/0"]);
  assert.deepEqual(await order({ name: ["Łódź", "Đurđevac", "老街"] }, "durdevac"), ["0/1"]);
  assert.deepEqual(await order({ name: ["Łódź", "Đurđevac", "老街"] }, "街"), ["0/2"]);
});

test("one letter wrong is still found in names of four letters and more", async () => {
  for (const slip of ["Agdm", "Agdaam", "Ogdam", "Agadm"])
    assert.deepEqual(await order({ name: ["Şuşa", "Ağdam"] }, slip), ["0/1"]);
  assert.deepEqual(await order({ name: ["Qala", "Ev"] }, "Qara"), ["0/0"]);
  assert.deepEqual(await order({ name: ["Ev", "Qala"] }, "Ex"), []);
  assert.deepEqual(await order({ name: ["Zod", "Bazar"] }, "zzzz"), []);
  assert.deepEqual(await order({ id: ["HA-0001"], name: [null] }, "HA-0002"), []);
});

// What is asked, and the names of which it must find the first, with a great map around them and without.
const SPELLINGS: [asked: string, ...names: string[]][] = [
  ["Lodz", "Łódź"],
  ["ŁÓDŹ", "Lodz"],
  ["IĞDIR", "Igdir"],
  ["igdir", "Iğdır"],
  ["ısparta", "ISPARTA"],
  ["İZMİR", "Izmir"],
  ["grosse strasse", "Große Straße"],
  ["große straße", "GROSSE STRASSE"],
  ["елкино", "Ёлкино"],
  ["орёл", "Орел"],
  ["oeuvre", "Œuvre"],
  ["aebeltoft", "Æbeltoft"],
  ["Quang Tri", "Quảng Trị"],
  ["saint-denis", "Saint Denis"],
  ["Saint Denis", "Saint-Denis"],
  ["obrien", "O’Brien"],
  ["O’Brien", "OBrien"],
  ["មេសា", "មេសា", "មីនា"],
  ["موصل", "الموصل", "الموصل القديمة", "حلب"],
  ["الموصل", "موصل", "موصل الجديدة"],
  ["قرية قديمة", "القرية القديمة"],
  ["القريه القديمه", "قرية قديمة"],
  ["الحي", "حي", "بحيرة"],
  ["ٱمل", "أمل"],
  ["امرلي", "آمرلي"],
  ["مصطفي", "مصطفى"],
  ["کربلا", "كربلاء"],
  ["محمد", "مُحَمَّد"],
  ["قرية 12", "قرية ١٢", "قرية ١٣"],
  ["zone ۱۲", "Zone 12"],
  ["Dra", "Dara"],
  ["Daar", "Dara"],
  ["Adra", "Dara"],
  ["Xdara", "Dara"],
  ["Dura Khel", "Dara Khel"],
  ["Stonecrotf", "Stonecroft"],
  ["Шуаш", "Шуша"],
  ["Шша", "Шуша"],
  ["المصل", "الموصل"],
  ["موسل", "الموصل"],
];

for (const [size, beside] of [
  ["few", []],
  ["many", [layerOf({ name: Array.from({ length: 31_000 }, (_, at) => `field ${at}`) }, { index: 1 })]],
] as const) {
  test(`a name is found however it is typed, and what is it exactly comes first, among ${size}`, async () => {
    const wrong: string[] = [];
    for (const [asked, ...names] of SPELLINGS)
      if ((await ids([layerOf({ name: ["Zəngilan", ...names] }), ...beside], asked))[0] !== "0/1") wrong.push(asked);
    assert.deepEqual(wrong, []);
  });
}

test("hazards that mention a name come before figures that begin with it", async () => {
  const figures = layerOf({ name: ["Agdam: land cleared"] }, { kind: "facts" });
  const hazards = layerOf({ name: ["Well"], place: ["near Agdam"] }, { index: 1 });
  assert.deepEqual(await ids([figures, hazards], "agdam"), ["1/0", "0/0"]);
});

test("a page of text in the box takes no longer than a word", async () => {
  for (const piece of ["1.", "a ", "FIELD ", "40°", "(", "ağdam "]) {
    const search = new Search(few, say);
    const from = performance.now();
    await search.find(piece.repeat(100_000 / piece.length));
    assert.ok(performance.now() - from < 200, piece);
  }
});

test("only so many are listed, and all are counted", async () => {
  const found = (await new Search([...few, filler], say).find("field"))!;
  assert.deepEqual([found.refs.length, found.total], [200, 31_000]);
});

test("a later query overtakes an earlier one", async () => {
  const search = new Search([...few, filler], say);
  const [first, second] = await Promise.all([search.find("field"), search.find("agdam")]);
  assert.equal(first, null);
  assert.equal(second!.total, 2);
});

test("letters are folded as typists fold them", () => {
  assert.equal(folded("Şuşa Ağdərə ısıq Ёлка"), "susa agdere isiq елка");
});

test("what is spelled as asked comes first", async () => {
  const layers = [layerOf({ name: ["Shusha road", "Susa road"] })];
  assert.deepEqual(await ids(layers, "susa"), ["0/1", "0/0"]);
  assert.deepEqual(await ids(layers, "shusha"), ["0/0", "0/1"]);
});

test("the spellings of a name sound alike, and different names do not", () => {
  const names = [
    ["Ağdam", "Agdam", "Aghdam", "Агдам"],
    ["Cəbrayıl", "Jabrayil", "Cebrayil", "Джебраил"],
    ["Kəlbəcər", "Kalbajar", "Kelbajar", "Кельбаджар"],
    ["Xocavənd", "Khojavend", "Ходжавенд"],
    ["Şuşa", "Shusha", "Шуша"],
    ["Laçın", "Lachin", "Лачин"],
    ["Qubadlı", "Gubadly", "Губадлы"],
    ["Tərtər", "Tartar", "Terter", "Тертер"],
    ["Xankəndi", "Khankendi", "Ханкенди"],
    ["Zəngilan", "Zangilan", "Зангилан"],
  ];
  const sounds = names.map((spellings) => [...new Set(spellings.map((name) => sounding(folded(name))))]);
  assert.deepEqual(
    sounds.filter((each) => each.length > 1),
    [],
  );
  assert.equal(new Set(sounds.flat()).size, names.length);
});

test("texts in one piece are found as each by itself, whatever is asked", async () => {
  const names = [
    "Ağdam",
    "Zone 12",
    "HA-0012",
    "ha12",
    "الموصل",
    "Łódź line\nsecond line",
    "kh",
    "Шуша",
    "",
    "old  mill",
    "x",
  ];
  const many = Array.from({ length: 4500 }, (_, at) => names[(at * at + (at >> 3)) % names.length]!);
  const columns = {
    id: many.map((_, at) => `${at % 7 ? "HA-" : ""}${(at * 7919) % 4500}`),
    name: many,
    area: many.map((_, at) => (at % 5 ? at * 3 : null)),
    remarks: many.map((name, at) => (at % 3 ? `${name}, ${names[at % 11]}` : null)),
  };
  const together = new Search([layerOf(columns)], say);
  const alone = layerOf(columns);
  for (const column of alone.columns) {
    const { name } = column;
    const texts = columns[name as keyof typeof columns].map((value) => JSON.stringify(value));
    const distinct = [...new Set(texts)];
    const places = new Map(distinct.map((text, at) => [text, at]));
    const codes = Uint16Array.from(texts, (text) => places.get(text)!);
    Object.assign(column, { dictionary: { values: distinct.map((text) => JSON.parse(text) as Value), codes } });
  }
  const apart = new Search([alone], say);
  const queries = [
    ...["agdam", "Aghdam", "agdm", "ha12", "HA-12", "ha-0012", "12", "zone 12", "zone 12 old", "susha", "shusha"],
    ...[
      "الموصل",
      "موصل",
      "lodz",
      "lodz second",
      "second line",
      "kh",
      "khh",
      "xx",
      "mill old",
      "old mill",
      "nothing",
      "3 agdam",
    ],
  ];
  for (const query of queries) assert.deepEqual(await together.find(query), await apart.find(query), query);
});
