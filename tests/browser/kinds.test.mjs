// Every kind of page, from disk and from a server, on three widths and in both colour schemes, of our own casebook and of
// a thousand records of other teams where `CASEBOOK_CORPORA` names them: nothing sticks out, no words lie on others, and
// nobody is shut out.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { ownSite, pagesOf, siteOf } from "./casebook.mjs";
import { overlaps, sticksOut, violations } from "./look.mjs";
import { serve } from "./server.mjs";

const corpora = process.env.CASEBOOK_CORPORA;
const casebooks = [
  { of: "our own records", site: ownSite, kinds: 24 },
  { of: "a thousand records of other teams", site: () => siteOf(corpora), kinds: 30, skip: corpora ? false : "needs CASEBOOK_CORPORA" },
];

/** What a page is one of: `incidents/a/index.html` of `incidents/*`, and `tags/page/2/index.html` of `tags/page`. */
function kindOf(page) {
  const folders = page.split("/").slice(0, -1);
  if (folders.length === 0) return page;
  const numbered = folders.length > 2 && folders.at(-2) === "page" ? folders.slice(0, -1) : folders;
  return numbered.map((folder, at) => (at === 0 || folder === "page" || ["owners", "services", "overdue", "unowned", "undated"].includes(folder) ? folder : "*")).join("/");
}

/** The largest and the smallest page of each kind. */
function oneOfEachKind(site) {
  const kinds = new Map();
  for (const page of pagesOf(site)) {
    const size = statSync(path.join(site, page)).size;
    const known = kinds.get(kindOf(page)) ?? { largest: { size: -1 }, smallest: { size: Infinity } };
    if (size > known.largest.size) known.largest = { size, page };
    if (size < known.smallest.size) known.smallest = { size, page };
    kinds.set(kindOf(page), known);
  }
  const pages = [...kinds.values()].flatMap(({ largest, smallest }) => [largest.page, smallest.page]);
  return { kinds: kinds.size, pages: [...new Set(pages)] };
}

let context;

before(async () => {
  context = await open();
});

after(() => context?.close());

for (const { of, site: build, kinds, skip } of casebooks) {
  test(`${of}: every kind of page fits, hides no words under others and shuts nobody out`, { skip }, async (t) => {
    const site = build();
    const found = oneOfEachKind(site);
    assert.ok(found.kinds >= kinds, `${found.kinds} kinds of pages`);
    const server = await serve(site);
    t.after(() => server.stop());
    const wrong = [];
    let lines = 0;
    for (const base of [`${pathToFileURL(site)}/`, server.address]) {
      await quietly(context, base, async (page) => {
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          for (const path of found.pages) {
            await page.goto(base + path);
            for (const [width, height] of [[360, 740], [768, 1024], [1280, 800]]) {
              await page.setViewportSize({ width, height });
              const over = await page.evaluate(overlaps);
              lines += over.boxes;
              const faults = [...(await page.evaluate(sticksOut)), ...over.found, ...(await violations(page))];
              wrong.push(...faults.map((fault) => `${base}${path} at ${width}, ${colorScheme}: ${fault}`));
            }
          }
        }
      });
    }
    assert.ok(lines > 10_000, "the words of the pages are not seen any more");
    assert.deepEqual(wrong, []);
  });
}

test("words that lie on others are seen", async () => {
  const page = await context.newPage();
  await page.setContent("<p>one line</p><p style='margin-top: -2.4em'>another line</p><p>apart</p>");
  const { found } = await page.evaluate(overlaps);
  await page.close();
  assert.equal(found.length, 1, String(found));
  assert.deepEqual(found[0].split(" and ").sort(), ['"another line"', '"one line"']);
});
