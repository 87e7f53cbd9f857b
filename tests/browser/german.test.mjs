// A site in German: each kind of page says so, says nothing in English of its own, fits a phone, and shuts nobody out.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { casebook, pagesOf, temporary } from "./casebook.mjs";
import { sticksOut, violations } from "./look.mjs";

/** A record with something for every part of a page. */
const record = (name, day, more) => `---
title: ${name}
date: ${day}
started: ${day} 09:00
detected: ${day} 09:20
mitigated: ${day} 11:05
resolved: ${day} 12:00
detected-by: alert
status: resolved
severity: sev1
services: [annahme]
tags: [python]
owner: bereitschaft
patterns: [blocked-event-loop]
${more}---

## Symptome

- Nach der zweiten Abfrage antwortet die Annahme nicht mehr.
- \`E: relay closed the pipe\`

## Verworfene Theorien

### Der Pool ist voll

Tried: ein größerer Pool.
Wrong because: auch der größere stand still.

### Die Platte ist langsam

Tried: eine schnellere.
Outcome: worse

## Ursache

Eine Zeile des Protokolls hält die Schleife an.

## Zeitleiste

- ${day} 09:00 Auslieferung
- ${day} 09:20 Alarm
- ${day} 12:00 zurückgerollt

## Behebung

Eine Warteschlange.

## Maßnahmen

- [ ] Eine Warteschlange davor setzen @bereitschaft due:2026-02-01
- [x] Den Aufruf prüfen guard:tests/a.py
`;

const records = {
  "annahme-steht.md": record("Die Annahme steht still", "2026-01-05", ""),
  "annahme-steht-wieder.md": record("Die Annahme steht wieder still", "2026-03-09", "repeat-of: [annahme-steht]\n"),
  "offen.md": "---\ntitle: Noch unklar\ndate: 2025-11-20\nstatus: investigating\n---\n\n## Symptome\n\nDie Anzeige flackert.\n",
};

/** What English pages say on many of their kinds, as whole words. */
const english = [
  "All incidents", "Usual suspects", "Patterns", "Overview", "Services", "Severities", "Newest", "Seen before",
  "Wrong because", "Tried in vain", "Timeline", "Statistics", "Open actions", "overdue", "Narrow it down", "blamed", "Cause",
  "Facts", "January", "March", "days", "incidents", "noticed", "resolved", "As a table", "level", "Skip to", "made with", "Search", "What broke",
];

let base;
let pages;
let context;

before(async () => {
  const folder = temporary("german");
  const incidents = path.join(folder, "postmortems/incidents");
  mkdirSync(incidents, { recursive: true });
  writeFileSync(path.join(folder, "casebook.toml"), "[site]\ntitle = \"Fallbuch\"\nlanguage = \"de\"\n");
  for (const [name, text] of Object.entries(records)) writeFileSync(path.join(incidents, name), text);
  const site = path.join(folder, "site");
  casebook("build", "--root", folder, "--out", site);
  base = `${pathToFileURL(site)}/`;
  pages = oneOfEachKind(pagesOf(site));
  context = await open();
});

after(() => context?.close());

/** Every page, but of the patterns that ship with the program only one that was seen and one that was not. */
function oneOfEachKind(all) {
  const patterns = all.filter((page) => /^patterns\/[^/]+\/index\.html$/.test(page));
  const unseen = patterns.find((page) => !page.includes("blocked-event-loop"));
  return all.filter((page) => !patterns.includes(page) || page === unseen || page.includes("blocked-event-loop"));
}

/** What a page says in words and in names for those who do not see it; what records, patterns and code say is left out. */
function said() {
  const own = document.body.cloneNode(true);
  const others = "code, pre, script, style, [lang]:not([lang=de]), .prose, .facts dd, a[href*='patterns/']";
  own.querySelectorAll(others).forEach((one) => one.remove());
  const walker = document.createTreeWalker(own, NodeFilter.SHOW_TEXT);
  const texts = [document.title];
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  for (const one of own.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) texts.push(one.getAttribute(name) ?? "");
  }
  return texts.join("\n");
}

test("every kind of page is in German, and none says anything of its own in English", async () => {
  assert.ok(pages.length > 25, `${pages.length} pages`);
  const wrong = [];
  await quietly(context, base, async (page) => {
    for (const path of pages) {
      await page.goto(base + path);
      const lang = await page.evaluate(() => document.documentElement.lang);
      if (lang !== "de") wrong.push(`${path} is in ${lang}`);
      const text = await page.evaluate(said);
      const found = english.filter((word) => new RegExp(`(?<![\\p{L}-])${word}(?![\\p{L}-])`, "u").test(text));
      if (found.length > 0) wrong.push(`${path} says ${found.join(", ")}`);
    }
  });
  assert.deepEqual(wrong, []);
});

test("no German page needs scrolling sideways, on a phone and a desk", async () => {
  const wrong = [];
  await quietly(context, base, async (page) => {
    for (const path of pages) {
      await page.goto(base + path);
      for (const [width, height] of [[380, 800], [1280, 800]]) {
        await page.setViewportSize({ width, height });
        const out = await page.evaluate(sticksOut);
        if (out.length > 0) wrong.push(`${path} at ${width}: ${out.join(" | ")}`);
      }
    }
  });
  assert.deepEqual(wrong, []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`no German page shuts anybody out, ${colorScheme}`, async () => {
    const wrong = [];
    await quietly(context, base, async (page) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const path of pages) {
        await page.goto(base + path);
        for (const [width, height] of [[380, 800], [1280, 800]]) {
          await page.setViewportSize({ width, height });
          wrong.push(...(await violations(page)).map((violation) => `${path} at ${width}: ${violation}`));
        }
      }
    });
    assert.deepEqual(wrong, []);
  });
}

test("the search answers in German, and finds an umlaut", async () => {
  await quietly(context, base, async (page) => {
    await page.goto(`${base}search/index.html?q=größerer`);
    await page.waitForSelector(".search-page-results a[href*='annahme-steht']");
    assert.match(await page.locator("main").textContent(), /2 Vorfälle/);
    await page.goto(`${base}search/index.html?q=zebrastreifen`);
    await page.getByText("Nichts gefunden").first().waitFor();
  });
});
