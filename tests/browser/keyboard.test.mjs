// Every kind of page with nothing but the Tab key: whatever can be used is reached, in order, and one sees where one is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { oneOfEachKind, ownSite } from "./casebook.mjs";

let context;
let base;
let pages;

before(async () => {
  const site = ownSite();
  base = `${pathToFileURL(site)}/`;
  pages = oneOfEachKind(site).smallest;
  context = await open();
});

after(() => context?.close());

/** Lists what can be used on the page, as the browser sees it; gives how much it is. */
function listed() {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const seen = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
  // Of a group of radio buttons only the chosen one is a stop.
  const isStop = (element) => element.tabIndex >= 0 && !element.disabled && (element.type !== "radio" || element.checked);
  window.stops = all.filter((element) => isStop(element) && seen(element));
  document.activeElement?.blur();
  return window.stops.length;
}

/** Where the focus is: the number of the stop, whether one sees it, and what it is. */
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isMarked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ${element.textContent.trim().slice(0, 40)}`;
  return { stop: window.stops.indexOf(element), isMarked, isInside, name };
}

for (const [width, height] of [[1280, 800], [380, 740]]) {
  test(`every kind of page is used by keyboard at ${width} pixels`, async () => {
    const wrong = [];
    let reached = 0;
    await quietly(context, base, async (page) => {
      await page.setViewportSize({ width, height });
      for (const path of pages) {
        await page.goto(base + path);
        const stops = await page.evaluate(listed);
        const met = new Set();
        for (let step = 0; step < stops + 2; step += 1) {
          await page.keyboard.press("Tab");
          const now = await page.evaluate(focused);
          if (now.stop < 0) continue;
          if (met.has(now.stop)) break;
          met.add(now.stop);
          if (!now.isMarked) wrong.push(`${path}: one does not see that the focus is on ${now.name}`);
          if (!now.isInside) wrong.push(`${path}: the focus is out of sight, on ${now.name}`);
        }
        reached += met.size;
        for (let stop = 0; stop < stops; stop += 1) {
          if (met.has(stop)) continue;
          const name = await page.evaluate((at) => window.stops[at].outerHTML.slice(0, 120), stop);
          wrong.push(`${path}: never reached: ${name}`);
        }
      }
    });
    assert.ok(reached > 20 * pages.length, `${reached} stops on ${pages.length} pages`);
    assert.deepEqual(wrong, []);
  });
}

test("what nobody can reach or see is noticed", async () => {
  const page = await context.newPage();
  await page.setContent("<a href='#a' style='outline: none'>unseen</a> <button tabindex='-1'>no stop</button> <button>good</button>");
  assert.equal(await page.evaluate(listed), 2);
  await page.keyboard.press("Tab");
  assert.deepEqual(await page.evaluate(focused), { stop: 0, isMarked: false, isInside: true, name: '<a class=""> unseen' });
  await page.keyboard.press("Tab");
  assert.equal((await page.evaluate(focused)).isMarked, true);
  await page.close();
});
