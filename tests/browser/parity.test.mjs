// One ranking, two engines: the page's search gives the first ten of the terminal's, in the same order.
//
// The page's scripts run here without a page, over the scripts of a built site; `search.test.mjs` runs them in one.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { casebook, ownSite, root, siteOf, temporary } from "./casebook.mjs";
import { engine } from "./engine.mjs";
import { own, shared } from "./golden.mjs";

/** The first ten of the terminal. */
function terminal(query, ...where) {
  const answer = JSON.parse(casebook("search", ...where, "--format", "json", "--limit", "10", "--", query));
  return answer.results.map(({ id }) => id);
}

/** The first ten of the page's search. */
async function page(search, query) {
  const { hits } = await search.find(query);
  return Promise.all(hits.slice(0, 10).map(async ({ doc }) => (await search.text("texts", doc)).id));
}

async function compare(site, queries, ...where) {
  const search = engine(site);
  const wrong = [];
  let found = 0;
  for (const query of queries) {
    const [expected, actual] = [terminal(query, ...where), await page(search, query)];
    found += expected.length;
    if (expected.join() !== actual.join()) wrong.push({ query, terminal: expected, page: actual });
  }
  assert.ok(found > 2 * queries.length, "the queries find next to nothing");
  assert.deepEqual(wrong, []);
}

test("our own records are ranked alike", async () => {
  await compare(ownSite(), own, "--root", root);
});

const corpora = process.env.CASEBOOK_CORPORA;

test("a thousand records of other teams are ranked alike", { skip: corpora ? false : "needs CASEBOOK_CORPORA" }, async () => {
  assert.ok(existsSync(corpora), "CASEBOOK_CORPORA names no folder");
  const expected = ["queries-tune", "queries-measure"].map((name) => path.join(root, `tests/expectations/${name}.yaml`));
  const typed = expected.filter(existsSync).flatMap((file) => {
    const lines = readFileSync(file, "utf8").matchAll(/^ +query: '((?:[^']|'')*)'$/gm);
    return [...lines].map(([, query]) => query.replaceAll("''", "'"));
  });
  assert.ok(typed.length > 100, "the queries are not seen any more");
  process.env.XDG_CACHE_HOME = temporary("cache");
  const where = ["--records", corpora, "--ending", "txt"];
  await compare(siteOf(corpora, "--ending", "txt"), [...shared, ...typed], ...where);
});
