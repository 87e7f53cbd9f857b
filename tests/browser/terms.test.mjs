// The words of the page's script are those of the program: the table that `tests/suite/terms.rs` keeps.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { engine } from "./engine.mjs";
import { root } from "./casebook.mjs";

test("the script makes the same terms as the program, at the same places", () => {
  const search = engine();
  const table = JSON.parse(readFileSync(path.join(root, "tests/browser/terms.json"), "utf8"));
  assert.ok(table.length > 400);
  for (const [text, terms] of table) {
    // Values of another realm are no equals of ours.
    const made = JSON.parse(JSON.stringify(search.terms(text))).map(({ text, start, end, position, kind }) => [text, start, end, position, kind]);
    assert.deepEqual(made, terms, JSON.stringify(text));
  }
});
