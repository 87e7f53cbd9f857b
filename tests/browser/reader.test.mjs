// The way of a reader, from disk and from a server: search, open an incident, follow a pattern to its evidence.

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

  way("results appear as one types, and the keyboard opens the first", async (page, base) => {
    await page.goto(`${base}index.html`);
    await page.keyboard.press("/");
    const box = page.getByRole("searchbox");
    assert.ok(await box.evaluate((input) => input === document.activeElement), "/ leads to the search box");
    const results = page.locator(".results .result");
    await box.pressSequentially("hang");
    await results.first().waitFor();
    await box.pressSequentially("s on the second query");
    // The list is made anew a moment after the last key; it is the last one when its lines show the last word.
    await results.first().locator("mark", { hasText: "query" }).first().waitFor();
    assert.equal(await results.first().locator(".result-title").textContent(), title);
    assert.ok((await results.count()) > 1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href.startsWith(base + hang));
    assert.equal(await page.getByRole("heading", { level: 1 }).first().textContent(), title);
  });

  way("a click opens a result, and the words of symptoms are enough", async (page, base) => {
    await page.goto(`${base}patterns/index.html`);
    await page.getByRole("searchbox").fill("messages silently dropped although connected");
    const results = page.locator(".results .result");
    await results.first().waitFor();
    await results.first().getByRole("link").click();
    await page.waitForURL((url) => url.pathname.includes("/incidents/"));
  });

  way("Enter in the search box leads to the page of results", async (page, base) => {
    await page.goto(`${base}${hang}`);
    await page.getByRole("searchbox").fill("second query hang");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${base}search/index.html?q=second+query+hang`);
    const first = page.locator(".search-page-results .result").first();
    await first.waitFor();
    assert.equal(await first.locator(".result-title").textContent(), title);
    assert.match(await page.locator(".search-status").textContent(), /^\d+ incidents/);
  });

  way("a word that no record has finds nothing, and says so", async (page, base) => {
    await page.goto(`${base}index.html`);
    await page.getByRole("searchbox").fill("xyzzyplugh");
    await page.locator(".results-note").waitFor();
    assert.match(await page.locator(".results-note").textContent(), /^Nothing found/);
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
    assert.deepEqual(names, ["Triage", "Incidents", "Patterns", "Usual suspects", "Services", "Tags", "Actions"]);
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
