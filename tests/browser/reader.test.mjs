// The way of a reader, from disk and from a server: open an incident, follow a pattern to its evidence.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { ownSite } from "./casebook.mjs";
import { serve } from "./server.mjs";

const hang = "incidents/stderr-logging-hang/index.html";
const title = "The server hangs on the second query of a session";

let site;
let server;
let context;

before(async () => {
  site = ownSite();
  server = await serve(site);
  context = await open();
});

after(async () => {
  await context?.close();
  await server?.stop();
});

for (const from of ["disk", "a server"]) {
  const way = (sentence, walk) =>
    test(`from ${from}, ${sentence}`, async () => {
      const base = from === "disk" ? `${pathToFileURL(site)}/` : server.address;
      await quietly(context, base, (page) => walk(page, base));
    });

  way("an incident opens with five lines, each of which leads to its place", async (page, base) => {
    await page.goto(base + hang);
    const lines = page.locator(".opening dl > div");
    assert.deepEqual(await lines.locator("dt").allTextContents(), ["Symptom", "False trail", "Cause", "Check", "Fix"]);
    for (const line of await lines.all()) {
      const link = line.getByRole("link");
      const fragment = await link.getAttribute("href");
      await link.click();
      assert.ok(await isInView(page, fragment.slice(1)), `${fragment} is not in view`);
    }
  });

  way("a pattern's evidence leads to the marked line, and the incident leads back", async (page, base) => {
    await page.goto(base + hang);
    await page.locator(".link-name", { hasText: "Blocked event loop" }).click();
    await page.waitForURL(`${base}patterns/blocked-event-loop/index.html`);
    assert.ok((await page.locator(".instance").count()) >= 2, "000 and 002 both show it");
    const instance = page.locator(".instance", { hasText: title });
    const sentence = (await instance.locator(".quote > p").first().textContent()).trim();
    await instance.locator(".quote-place a").first().click();
    await page.waitForURL((url) => url.href.startsWith(`${base}${hang}#evidence--`));
    const mark = decodeURIComponent(new URL(page.url()).hash.slice(1));
    assert.ok(await isInView(page, mark), "the marked line is in view");
    const marked = await page.evaluate(wordsFrom, mark);
    assert.equal(spaced(marked).slice(0, 40), spaced(sentence).slice(0, 40));
    await page.locator(".link-name", { hasText: "Blocked event loop" }).click();
    await page.waitForURL(`${base}patterns/blocked-event-loop/index.html`);
  });

  way("the areas of the site open one after another", async (page, base) => {
    await page.goto(`${base}index.html`);
    const names = await page.locator("nav.areas a").allTextContents();
    assert.deepEqual(names, ["Triage", "Incidents", "Patterns", "Usual suspects", "Services", "Tags", "Actions", "Overview"]);
    for (const name of names) {
      await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name, exact: true }).click();
      // The click may return before the next page is there; both waits end with the test where it never comes.
      await page.locator('nav.areas a[aria-current="page"]', { hasText: name }).waitFor();
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.equal(await page.locator('nav.areas a[aria-current="page"]').count(), 1, name);
    }
  });
}

/** Whether the element of that id lies within the window. */
function isInView(page, id) {
  return page.evaluate((id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return box.top >= 0 && box.top < innerHeight && box.bottom > 0;
  }, id);
}

/** The text of the record from the element of that id on. */
function wordsFrom(id) {
  const range = document.createRange();
  range.setStartBefore(document.getElementById(id));
  range.setEndAfter(document.querySelector(".record"));
  return range.toString();
}

/** A text with single blanks. */
function spaced(text) {
  return text.replace(/\s+/g, " ").trim();
}
