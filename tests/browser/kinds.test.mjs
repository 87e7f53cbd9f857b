// Every kind of page, from disk and from a server, on three widths and in both colour schemes, of our own casebook and of
// a thousand records of other teams where `CASEBOOK_CORPORA` names them: nothing sticks out, no words lie on others, and
// nobody is shut out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { oneOfEachKind, ownSite, siteOf } from "./casebook.mjs";
import { overlaps, sticksOut, violations } from "./look.mjs";
import { serve } from "./server.mjs";

const corpora = process.env.CASEBOOK_CORPORA;
const casebooks = [
  { of: "our own records", site: ownSite, kinds: 24 },
  { of: "a thousand records of other teams", site: () => siteOf(corpora, "--ending", "md", "--ending", "txt"), kinds: 30, skip: corpora ? false : "needs CASEBOOK_CORPORA" },
];

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
