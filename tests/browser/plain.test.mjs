// Without JavaScript: every word of a record, and every list.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { ownSite, root } from "./casebook.mjs";

let base;
let context;

before(async () => {
  base = `${pathToFileURL(ownSite())}/`;
  context = await open({ javaScriptEnabled: false });
});

after(() => context?.close());

const records = readdirSync(path.join(root, "postmortems")).filter((name) => name.endsWith(".md"));

/** The words of a text, in lower case. */
function words(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * All of a page's text, shown or folded away, and where its links lead, which are words of a record too. Elements are
 * read twice: a mark may cut a word in two, and a cell runs into the next.
 */
function textOf(main) {
  const pieces = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const texts = [main.textContent];
  while (pieces.nextNode()) texts.push(pieces.currentNode.data);
  return [...texts, ...[...main.querySelectorAll("a")].map((link) => link.getAttribute("href"))];
}

test("a record's page shows every word of the record", async () => {
  assert.ok(records.length >= 15);
  await quietly(context, base, async (page) => {
    for (const record of records) {
      const text = readFileSync(path.join(root, "postmortems", record), "utf8");
      // Front matter has its own form on the page; the numbers and boxes of lists and the language of code are markup.
      const markup = /^\s*(\d+[.)] |[-*] \[[ x]\] |```+\w*)/gm;
      const body = text.replace(/^---\n.*?\n---\n/s, "").replace(markup, "");
      await page.goto(`${base}incidents/${path.basename(record, ".md")}/index.html`);
      const shown = new Set((await page.locator("main").evaluate(textOf)).flatMap(words));
      assert.deepEqual(words(body).filter((word) => !shown.has(word)), [], record);
    }
  });
});

test("the lists lead to every record, and the search page says how to go on", async () => {
  await quietly(context, base, async (page) => {
    await page.goto(`${base}incidents/index.html`);
    assert.equal(await page.locator("main .row-title a").count(), records.length);
    await page.goto(`${base}search/index.html`);
    assert.ok(await page.getByRole("link", { name: "All incidents, newest first" }).isVisible());
    for (const list of ["patterns", "usual-suspects", "services", "tags", "actions", "timeline"]) {
      await page.goto(`${base}index.html`);
      await page.locator(`nav.areas a[href="${list}/index.html"]`).click();
      assert.equal(page.url(), `${base}${list}/index.html`);
      assert.ok((await page.locator("main a").count()) > 3, list);
    }
  });
});

test("what needs JavaScript is not shown without it", async () => {
  await quietly(context, base, async (page) => {
    await page.goto(`${base}index.html`);
    assert.ok(!(await page.locator(".theme-toggle").isVisible()));
  });
});
