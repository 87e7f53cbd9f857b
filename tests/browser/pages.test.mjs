// Each page: nothing on the console, nothing from outside, nothing cut off, nothing that shuts people out.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { ownSite, pagesOf, siteOf, temporary } from "./casebook.mjs";
import { sticksOut, violations } from "./look.mjs";

/** One page of each kind, and the incident with the most in it. */
const kinds = [
  "index.html",
  "404.html",
  "search/index.html",
  "incidents/index.html",
  "incidents/stderr-logging-hang/index.html",
  "patterns/index.html",
  "patterns/blocked-event-loop/index.html",
  "usual-suspects/index.html",
  "triage/index.html",
  "services/index.html",
  "services/second-brain/index.html",
  "tags/index.html",
  "tags/python/index.html",
  "actions/index.html",
  "timeline/index.html",
  "timeline/2026/index.html",
  "statistics/index.html",
  "map/index.html",
];

let base;
let pages;
let context;

before(async () => {
  const site = ownSite();
  base = `${pathToFileURL(site)}/`;
  pages = pagesOf(site);
  context = await open();
});

after(() => context?.close());

test("every page is quiet and needs no scrolling sideways, on a phone, a tablet and a desk", async () => {
  assert.ok(pages.length > 60);
  const wrong = [];
  await quietly(context, base, async (page) => {
    for (const path of pages) {
      await page.goto(base + path);
      for (const [width, height] of [[360, 740], [768, 1024], [1280, 800]]) {
        await page.setViewportSize({ width, height });
        const out = await page.evaluate(sticksOut);
        if (out.length > 0) wrong.push(`${path} at ${width}: ${out.join(" | ")}`);
      }
    }
  });
  assert.deepEqual(wrong, []);
});

const word = "w".repeat(300);

/** A record with a word in every place that is longer than any line. */
const unbroken = `---
title: T${word}
date: 2026-01-02
severity: s${word}
services: [s${word}]
tags: [t${word}]
owner: o${word}
related: [r${word}]
patterns: [blocked-event-loop]
k${word}: v${word}
---

## Symptoms

- It hangs, ${word}
- \`${word}\`

## Failed theories

### The pool is full ${word}

Tried: ${word}
Wrong because: ${word}

## Root cause

A log line blocks the event loop, ${word} \`${word}\` [${word}](https://x.example/${word})

> ${word}

| a | ${word} |
|---|---|
| \`${word}\` | b |

## Timeline

- 2026-01-02 10:00 ${word}

## ${word}

## Fix

${word}

## Actions

- [ ] ${word} @o${word}
`;

test("words longer than the line are broken, and no page needs scrolling sideways", async () => {
  const records = path.join(temporary("unbroken"), "records");
  mkdirSync(records);
  for (const name of ["a.md", `b-${"n".repeat(100)}.md`]) writeFileSync(path.join(records, name), unbroken);
  const site = siteOf(records);
  const root = `${pathToFileURL(site)}/`;
  const wrong = [];
  await quietly(context, root, async (page) => {
    for (const path of pagesOf(site)) {
      await page.goto(root + path);
      for (const [width, height] of [[390, 844], [768, 1024], [1280, 800]]) {
        await page.setViewportSize({ width, height });
        const out = await page.evaluate(sticksOut);
        if (out.length > 0) wrong.push(`${path} at ${width}: ${out.join(" | ")}`);
      }
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${root}search/index.html?q=hangs`);
    await page.waitForSelector(".search-page-results a[href*='incidents/']");
    const out = await page.evaluate(sticksOut);
    if (out.length > 0) wrong.push(`search: ${out.join(" | ")}`);
  });
  assert.deepEqual(wrong, []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`no kind of page shuts anybody out, ${colorScheme}`, async () => {
    const wrong = [];
    await quietly(context, base, async (page) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const [width, height] of [[360, 740], [1280, 800]]) {
        await page.setViewportSize({ width, height });
        for (const path of kinds) {
          await page.goto(base + path);
          wrong.push(...(await violations(page)).map((violation) => `${path} at ${width}: ${violation}`));
        }
      }
    });
    assert.deepEqual(wrong, []);
  });
}

test("light and dark look different, and the button keeps the choice", async () => {
  await quietly(context, base, async (page) => {
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(`${base}index.html`);
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await background();
    assert.notEqual(dark, light);
    // The button goes through what it offers: the system's wish, and both schemes against it.
    const button = page.locator(".theme-toggle");
    for (let press = 0; press < 3 && (await background()) !== light; press += 1) await button.click();
    assert.equal(await background(), light);
    await page.reload();
    assert.equal(await background(), light);
    await page.evaluate(() => localStorage.clear());
  });
});
