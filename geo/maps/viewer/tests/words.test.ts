import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsFor } from "../src/ui/card/facts.ts";
import { Words } from "../src/ui/words.ts";
import { wordsIn } from "./layers.ts";

test("a number chooses the form its language has for it", () => {
  const russian = wordsIn("ru");
  assert.deepEqual(
    [1, 3, 5, 21].map((n) => russian.plural("ui.records", n)),
    ["1 запись", "3 записи", "5 записей", "21 запись"],
  );
  assert.equal(wordsIn("ar").plural("ui.records", 2), "سجلان");
  assert.equal(wordsIn("az").plural("ui.records", 2), "2 qeyd");
});

test("digits are 0 to 9 in every language", () => {
  for (const language of ["en", "az", "ru", "ar"]) assert.match(wordsIn(language).distance(1230), /1[.,]23/);
});

test("a date is written as far as it is known", () => {
  const words = wordsIn("en");
  assert.deepEqual(
    ["2024", "2024-05", "2024-05-03", "soon"].map((date) => words.date(date)),
    ["2024", "May 2024", "3 May 2024", "soon"],
  );
});

test("every language writes numbers and dates without the browser's help", () => {
  assert.deepEqual(
    ["en", "az", "ru", "ar"].map((language) => wordsIn(language).number(-1234.56, 1)),
    ["−1,234.6", "−1\u00a0234,6", "−1\u00a0234,6", "−1\u00a0234.6"],
  );
  assert.deepEqual(
    ["az", "ru", "ar"].map((language) => wordsIn(language).date("2019-05-04")),
    ["4 may 2019", "4 мая 2019 г.", "4 مايو 2019"],
  );
  assert.equal(wordsIn("ru").date("2019-05"), "май 2019");
  assert.equal(wordsIn("en").number(-0.001, 2), "0");
});

test("a month that is none stays as it came", () => {
  assert.equal(wordsIn("en").date("2019-13-04"), "2019-13-04");
});

test("an area is said in square metres, and in what is easier to grasp", () => {
  const words = wordsIn("en");
  assert.equal(words.area(5230), "5,230 m²");
  assert.equal(words.area(52_300), "52,300 m² (5.23 ha)");
  assert.equal(words.area(5_230_000), "5,230,000 m² (5.23 km²)");
});

test("bearings are words of sixteen points", () => {
  const words = wordsIn("en");
  assert.deepEqual(
    [0, 11, 12, 200, 355].map((degrees) => words.compass(degrees)),
    ["north", "north", "north-north-east", "south-south-west", "north"],
  );
});

test("a text a language lacks is English, and one nobody has is its key", () => {
  const words = new Words({ en: { "ui.close": "Close" }, xx: {} }, "xx");
  assert.equal(words.text("ui.close"), "Close");
  assert.equal(words.text("ui.nothing"), "ui.nothing");
});

test("a language that is not there becomes English", () => {
  assert.equal(new Words({ en: {} }, "constructor").language, "en");
});

test("a value put into a text is never read as a place for another", () => {
  const words = new Words({ en: { say: "{a} {b}" } }, "en");
  assert.equal(words.text("say", { a: "{b} $& $1", b: "x" }), "{b} $& $1 x");
});

test("missing is null, and none, zero and unknown are words of their own", () => {
  const words = wordsIn("en");
  for (const missing of [null, "", []]) assert.equal(wordsFor(words, "marking", missing), null);
  assert.equal(wordsFor(words, "marking", "none"), "not marked");
  assert.equal(wordsFor(words, "killed", 0), "0");
  assert.equal(wordsFor(words, "status", "unknown"), "status unknown");
});

test("a value outside every list is shown as it came", () => {
  assert.equal(wordsFor(wordsIn("en"), "status", "as typed <b>"), "as typed <b>");
});

test("a column of someone else keeps its numbers as they are", () => {
  const words = wordsIn("en");
  assert.equal(wordsFor(words, "Year", 2024), "2024");
  assert.equal(wordsFor(words, "area_reported_m2", 2024), "2,024 m²");
});

test("a field's own heading is used, and a foreign one stays", () => {
  const words = wordsIn("en");
  assert.equal(words.field("status_entered"), "Status (as entered)");
  assert.equal(words.field("Ölkə"), "Ölkə");
  assert.equal(words.field("__proto__"), "__proto__");
});
