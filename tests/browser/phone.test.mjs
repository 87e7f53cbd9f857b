// The first page and the charts on a phone: one screen's worth of news, nothing cut off, nothing too small for a finger.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { casebook, ownSite, siteOf, temporary } from "./casebook.mjs";

const corpora = process.env.CASEBOOK_CORPORA;
const casebooks = [
  { of: "our own records", site: ownSite },
  { of: "a thousand records of other teams", site: () => siteOf(corpora, "--ending", "md", "--ending", "txt"), skip: corpora ? false : "needs CASEBOOK_CORPORA" },
];

const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const narrow = { width: 360, height: 740 };

let context;

before(async () => {
  context = await open({ viewport: desk });
});

after(() => context?.close());

for (const { of, site: build, skip } of casebooks) {
  let site;
  const base = () => `${pathToFileURL((site ??= build()))}/`;

  test(`${of}: what to know today fits one screen of a desk and about three of a phone`, { skip }, async () => {
    await quietly(context, base(), async (page) => {
      await page.setViewportSize(desk);
      await page.goto(`${base()}index.html`);
      const bottom = await page.locator(".today").evaluate((today) => today.getBoundingClientRect().bottom);
      assert.ok(bottom <= desk.height, `it ends at ${bottom}`);
      // The columns are filled alike: the shortest is at least half as high as the longest.
      const heights = await page.locator(".today-part").evaluateAll((parts) =>
        parts.map((part) => part.lastElementChild.getBoundingClientRect().bottom - part.getBoundingClientRect().top),
      );
      assert.ok(heights.length === 3 && Math.min(...heights) > Math.max(...heights) / 2, `${heights}`);
      await page.setViewportSize(phone);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(height <= 3.4 * phone.height, `${height} px`);
    });
  });

  test(`${of}: a phone shows the whole map, and a finger meets what it aims at in the timeline`, { skip }, async () => {
    await quietly(context, base(), async (page) => {
      await page.setViewportSize(narrow);
      await page.goto(`${base()}map/index.html`);
      const drawings = page.locator(".map-scroll:visible");
      assert.equal(await drawings.count(), 1);
      assert.deepEqual(await drawings.evaluate((scroll) => [scroll.scrollWidth <= scroll.clientWidth, scroll.querySelectorAll(".island").length > 9]), [true, true]);
      await page.goto(`${base()}timeline/index.html`);
      const rows = await page.locator(".month-link rect").evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)));
      assert.ok(rows.length > 0 && rows.every((height) => height >= 24), `${rows}`);
    });
  });
}

test("a tap on a mark opens its month, where a mouse opens the incident", async () => {
  const base = `${pathToFileURL(ownSite())}/`;
  const opened = async (settings) => {
    const browser = await open({ viewport: phone, ...settings });
    try {
      const page = await browser.newPage();
      await page.goto(`${base}timeline/index.html`);
      const box = await page.locator(".chart-year use").first().boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.waitForURL((url) => !url.href.endsWith("/timeline/index.html"));
      return page.url().slice(base.length);
    } finally {
      await browser.close();
    }
  };
  assert.match(await opened({ hasTouch: true, isMobile: true }), /^timeline\/\d{4}\/\d\d\//);
  assert.match(await opened({}), /^incidents\//);
});

/** The site of a few words in German. */
function germanSite() {
  const folder = temporary("german");
  mkdirSync(path.join(folder, "postmortems"));
  writeFileSync(path.join(folder, "casebook.toml"), "[site]\nlanguage = \"de\"\n");
  writeFileSync(path.join(folder, "postmortems/a.md"), "# Der Speicher ist voll\n");
  const site = path.join(folder, "site");
  casebook("build", "--root", folder, "--out", site);
  return site;
}

test("the hint in the search box is not cut off, in either language", async () => {
  for (const site of [ownSite(), germanSite()]) {
    const base = `${pathToFileURL(site)}/`;
    await quietly(context, base, async (page) => {
      await page.setViewportSize(narrow);
      for (const name of ["index.html", "search/index.html", "incidents/index.html"]) {
        await page.goto(base + name);
        const cut = await page.getByRole("searchbox").first().evaluate((box) => {
          const style = getComputedStyle(box, "::placeholder");
          const text = document.createElement("canvas").getContext("2d");
          text.font = `${style.fontSize} ${style.fontFamily}`;
          const edges = getComputedStyle(box);
          return text.measureText(box.placeholder).width - (box.clientWidth - parseFloat(edges.paddingLeft) - parseFloat(edges.paddingRight));
        });
        assert.ok(cut <= 0, `${name}: ${cut} px are cut off`);
      }
    });
  }
});
