// The search as a reader uses it, from disk and from a server: typing, keyboard, facets, address, nothing found.

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

const box = (page) => page.locator("form.search input");
const options = (page) => page.locator(".results .result-option");
const results = (page) => page.locator(".search-page-results .result");
const focusIsInBox = (page) => box(page).evaluate((input) => input === document.activeElement);

/** Waits until the page of results says how many there are. */
async function counted(page, says) {
  await page.locator(".search-status", { hasText: says }).waitFor();
}

for (const from of ["disk", "a server"]) {
  const way = (sentence, walk) =>
    test(`from ${from}, ${sentence}`, async () => {
      const base = from === "disk" ? `${pathToFileURL(site)}/` : server.address;
      await quietly(context, base, (page) => walk(page, base));
    });

  way("results appear as one types, and the keyboard opens the first", async (page, base) => {
    await page.goto(`${base}index.html`);
    await page.keyboard.press("/");
    assert.ok(await focusIsInBox(page), "/ leads to the search box");
    await box(page).pressSequentially("hang");
    await options(page).first().waitFor();
    await box(page).pressSequentially("s on the second query");
    await options(page).first().locator("mark", { hasText: "query" }).first().waitFor();
    assert.equal(await options(page).first().locator(".result-title").textContent(), title);
    assert.ok((await options(page).count()) > 1);
    await page.keyboard.press("ArrowDown");
    await page.locator('.result-option[aria-selected="true"]').waitFor();
    assert.ok(await focusIsInBox(page), "the focus stays in the box");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href.startsWith(base + hang));
    assert.equal(await page.getByRole("heading", { level: 1 }).first().textContent(), title);
  });

  way("an arrow right behind a letter chooses from what was typed, and the focus is never lost", async (page, base) => {
    await page.goto(`${base}index.html`);
    await box(page).pressSequentially("second quer");
    await options(page).first().waitFor();
    await page.keyboard.press("y");
    await page.keyboard.press("ArrowDown");
    const chosen = page.locator('.result-option[aria-selected="true"]');
    await chosen.waitFor();
    assert.equal(await chosen.locator(".result-title").textContent(), title);
    assert.equal(await box(page).getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
    // Longer than any pause: the list is not made anew under the choice.
    await page.waitForTimeout(200);
    assert.equal(await chosen.count(), 1);
    assert.ok(await focusIsInBox(page));
  });

  way("the arrows go round, and Escape closes the list and keeps the words", async (page, base) => {
    await page.goto(`${base}${hang}`);
    await box(page).fill("event loop");
    await options(page).first().waitFor();
    const count = await options(page).count();
    await page.keyboard.press("ArrowUp");
    await page.locator(`.result-option:nth-child(${count})[aria-selected="true"]`).waitFor();
    await page.keyboard.press("Escape");
    assert.ok(!(await page.locator(".results").isVisible()));
    assert.equal(await box(page).getAttribute("aria-expanded"), "false");
    assert.equal(await box(page).inputValue(), "event loop");
    await page.keyboard.press("ArrowDown");
    await page.locator('.result-option:first-child[aria-selected="true"]').waitFor();
    assert.equal(await box(page).getAttribute("aria-expanded"), "true");
  });

  way("the way back from a record leads to what was typed", async (page, base) => {
    await page.goto(`${base}index.html`);
    await box(page).fill("secnd query hangs");
    await options(page).first().click();
    await page.waitForURL((url) => url.pathname.includes("/incidents/"));
    await page.locator("mark.found", { hasText: "second" }).first().waitFor();
    await page.goBack();
    await page.waitForURL((url) => url.pathname.endsWith("/index.html") && !url.pathname.includes("/incidents/"));
    assert.equal(await box(page).inputValue(), "secnd query hangs");
    await box(page).focus();
    await options(page).first().click();
    await page.getByRole("link", { name: "All results" }).click();
    await results(page).first().waitFor();
    assert.equal(await box(page).inputValue(), "secnd query hangs");
  });

  way("a click opens a result, the words are marked there, and one goes from mark to mark and back", async (page, base) => {
    await page.goto(`${base}patterns/index.html`);
    await box(page).fill("messages silently dropped although connected");
    await options(page).first().click();
    await page.waitForURL((url) => url.pathname.includes("/incidents/"));
    const marks = page.locator("mark.found");
    await marks.first().waitFor();
    assert.ok((await marks.allTextContents()).some((word) => /^silent|^drop|^message/i.test(word)));
    const words = await page.locator(".record").textContent();
    await page.getByRole("button", { name: "Next" }).click();
    assert.match(await page.locator(".found-bar [role=status]").textContent(), /^Match \d+ of \d+$/);
    const now = await page.locator("mark.found-now").boundingBox();
    assert.ok(now.y > 0 && now.y < 800, "the match is in view");
    await page.getByRole("button", { name: "Clear" }).click();
    assert.equal(await marks.count(), 0);
    assert.equal(await page.locator(".record").textContent(), words);
  });

  way("Enter in the search box leads to the page of results, each of which is an answer", async (page, base) => {
    await page.goto(`${base}${hang}`);
    await box(page).fill("second query hang");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${base}search/index.html?q=second+query+hang`);
    const first = results(page).first();
    await first.waitFor();
    assert.equal(await first.locator(".result-title").textContent(), title);
    assert.match(await first.locator(".result-why").textContent(), /second query.* in “Symptoms”$/);
    assert.deepEqual(await first.locator("dt").allTextContents(), ["cause", "check", "fix"]);
    assert.ok((await first.locator(".pattern-tag").allTextContents()).includes("Blocked event loop"));
    assert.match(await first.locator(".result-open").textContent(), /still open$/);
    await counted(page, /^\d+ incidents/);
  });

  way("facets narrow, count what they would leave, combine, and stand in the address", async (page, base) => {
    await page.goto(`${base}search/index.html?q=log`);
    await counted(page, /incidents/);
    const all = await results(page).count();
    const facet = page.getByRole("group", { name: "Status" });
    const value = facet.locator("label", { hasText: "resolved" });
    const count = Number(await value.locator(".facet-count").textContent());
    assert.ok(count > 0 && count < all, `${count} of ${all}`);
    await value.locator("input").check();
    await page.waitForFunction((count) => document.querySelectorAll(".result").length === count, count);
    assert.ok(page.url().endsWith("?q=log&status=resolved"), page.url());
    // Another value of the same facet adds to it; the box that was clicked keeps the focus.
    const other = facet.locator("label", { hasText: "investigating" });
    const more = count + Number(await other.locator(".facet-count").textContent());
    await other.locator("input").check();
    await page.waitForFunction((count) => document.querySelectorAll(".result").length === count, more);
    assert.equal(await page.evaluate(() => document.activeElement.value), "investigating");
    // A value of another facet takes away.
    const service = page.getByRole("group", { name: "Service" }).locator("label").first();
    const left = Number(await service.locator(".facet-count").textContent());
    await service.locator("input").check();
    await page.waitForFunction((count) => document.querySelectorAll(".result").length === count, left);
    // The address gives the same again; and back undoes one step after another.
    await page.reload();
    await page.waitForFunction((count) => document.querySelectorAll(".result").length === count, left);
    await page.goBack();
    await page.waitForFunction((count) => document.querySelectorAll(".result").length === count, more);
    await page.goBack();
    await page.waitForFunction((count) => document.querySelectorAll(".result").length === count, count);
    assert.ok(await value.locator("input").isChecked());
    assert.ok(!(await other.locator("input").isChecked()));
  });

  way("the page answers as one types, and what was read is there again after going back", async (page, base) => {
    await page.goto(`${base}search/index.html`);
    assert.ok(await page.getByText("What a search understands").isVisible());
    await box(page).pressSequentially("event loop");
    await results(page).first().waitFor();
    await page.waitForURL((url) => url.search === "?q=event+loop");
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.activeElement.classList.contains("result-link"));
    const opened = await page.evaluate(() => document.activeElement.textContent);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.includes("/incidents/"));
    await page.goBack();
    await results(page).first().waitFor();
    assert.equal(await box(page).inputValue(), "event loop");
    assert.equal(await results(page).first().locator(".result-title").textContent(), opened);
  });

  way("the arrow keys walk the results and lead back to the box, also right behind a letter", async (page, base) => {
    await page.goto(`${base}search/index.html?q=lo`);
    await box(page).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("g");
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.activeElement.classList.contains("result-link"));
    await page.waitForTimeout(200);
    assert.ok(await page.evaluate(() => document.activeElement.classList.contains("result-link")), "the focus is lost");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.ok(await focusIsInBox(page));
  });

  way("a word that no record has finds nothing, and the page says what can be done", async (page, base) => {
    await page.goto(`${base}index.html`);
    await box(page).fill("xyzzyplugh");
    await page.locator(".results-note", { hasText: "Nothing found" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.endsWith("/search/index.html"));
    await page.locator(".search-empty").waitFor();
    assert.match(await page.locator(".search-empty").textContent(), /No record has “xyzzyplugh”/);
    assert.ok(await page.getByText("What a search understands").isVisible());
    // Another way to ask that finds something is one click away.
    await box(page).fill('loop cause:xyzzyplugh "loop event"');
    await page.locator(".other-query", { hasText: "only the words" }).waitFor();
    await box(page).fill("loop cause:xyzzyplugh");
    const other = page.locator(".other-query", { hasText: "without cause:xyzzyplugh" });
    await other.click();
    await results(page).first().waitFor();
    assert.equal(await box(page).inputValue(), "loop");
    assert.ok(await focusIsInBox(page));
  });

  way("a mistyped word is searched for as it was meant, and a facet's unknown value is told", async (page, base) => {
    await page.goto(`${base}search/index.html?q=secnd+query+hangs`);
    await page.locator(".search-notes", { hasText: "Searched for “second”, as no record has “secnd”." }).waitFor();
    assert.equal(await results(page).first().locator(".result-title").textContent(), title);
    await page.goto(`${base}search/index.html?q=service:brain`);
    await page.locator(".search-notes", { hasText: "No incident has the service brain, but second-brain is there" }).waitFor();
  });

  way("facets that leave nothing can be taken away with one click", async (page, base) => {
    await page.goto(`${base}search/index.html?q=loop&status=no-such-status&year=1999`);
    await page.getByRole("button", { name: /without the chosen facets/ }).waitFor();
    await page.goto(`${base}search/index.html?q="second query"&service=charting-backend&status=resolved`);
    await page.getByRole("button", { name: /without the chosen facets/ }).click();
    await results(page).first().waitFor();
    assert.ok(!page.url().includes("status="));
    assert.ok(await focusIsInBox(page));
  });
}

const hostile = [
  '"><img src=x onerror=alert(1)>',
  "</script><script>alert(2)</script>",
  "__proto__ constructor toString hasOwnProperty",
  "service:__proto__ severity:constructor id:toString",
  "constructor:x __proto__:y valueOf:z",
  "\u202e\u0000\u2028 \ud800 \u{1f525}",
  "((((((((((".repeat(200),
  '"'.repeat(999),
  "a".repeat(5000),
  "-".repeat(1000),
  "a/".repeat(500),
  "^$.*+?()[]{}|\\ %00 %E0%A4%A ~!~! #!#",
  "障".repeat(1000),
];

test("results are there before their other lines, which then take their place under what was chosen", async () => {
  await quietly(context, server.address, async (page) => {
    let release;
    const held = new Promise((done) => { release = done; });
    await page.route("**/search/lines/**", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.address}index.html`);
    await box(page).pressSequentially("monkey patches");
    const found = options(page).filter({ hasText: title });
    await found.waitFor();
    assert.equal(await found.locator("mark").count(), 0, "the words stand in none of the lines that tell most");
    await page.keyboard.press("ArrowDown");
    const chosen = page.locator('.result-option[aria-selected="true"]');
    const before = await chosen.locator(".result-title").textContent();
    release();
    await found.locator("mark", { hasText: "monkey" }).waitFor();
    assert.equal(await chosen.locator(".result-title").textContent(), before);
  });
});

test("no query hurts the page, in the box or in the address", async () => {
  const base = `${pathToFileURL(site)}/`;
  await quietly(context, base, async (page) => {
    for (const query of hostile) {
      await page.goto(`${base}search/index.html?q=${encodeURIComponent(query.toWellFormed())}`);
      await counted(page, /./);
      assert.equal(await page.locator("main img, main script").count(), 0);
      await page.goto(`${base}index.html`);
      await box(page).fill(query);
      await page.locator(".results").waitFor();
      assert.equal(await page.locator(".results img, .results script").count(), 0);
    }
    await page.goto(`${base}search/index.html?q=%E0%A4%A&status=%3Cscript%3E`);
    await counted(page, /./);
  });
});

test("every word of the index has its term in the page, so that what is offered is found", async () => {
  const base = `${pathToFileURL(site)}/`;
  await quietly(context, base, async (page) => {
    await page.goto(`${base}search/index.html?q=hang`);
    await counted(page, /./);
    const lost = await page.evaluate(async () => {
      const { search } = globalThis.CASEBOOK;
      const words = (await search.wordsFrom("words", "")).map(([word]) => word);
      await search.loadTerms(words.concat(words.map(search.stem)));
      return { count: words.length, lost: words.filter((word) => !search.term(search.stem(word)) && !search.term(word)) };
    });
    assert.ok(lost.count > 1000, `${lost.count} words`);
    assert.deepEqual(lost.lost, []);
  });
});
