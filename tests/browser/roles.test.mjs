// Three people and what they come for, by clicks alone: the engineer on call, the team lead before a monthly review, the
// newcomer to a service; of our own casebook, and of a team that promises things.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { ownSite, siteOf, temporary } from "./casebook.mjs";
import { incidents, promises, teamSite } from "./team.mjs";
import { serve } from "./server.mjs";

let team;
let server;
let context;

before(async () => {
  team = teamSite();
  server = await serve(team);
  context = await open();
});

after(async () => {
  await context?.close();
  await server?.stop();
});

const newest = incidents.at(-1).day;
const isOverdue = ({ due }) => due && due < newest;
const notDone = promises.filter((promise) => !promise.done);
const area = (page, name) => page.getByRole("navigation", { name: "Site" }).getByRole("link", { name, exact: true }).click();
const value = (page, facet, name) => page.locator(`.search-facet-${facet} .facet-value`, { has: page.locator(".facet-name", { hasText: new RegExp(`^${name}$`) }) });
const shown = async (page) => (await page.locator("main .action-text:visible").allTextContents()).sort();
const texts = (wanted) => notDone.filter(wanted).map((promise) => promise.text).sort();
const told = (page, count) => page.locator(".search-status", { hasText: new RegExp(`^${count} actions? not done`) }).waitFor();

for (const from of ["disk", "a server"]) {
  const way = (sentence, walk) =>
    test(`from ${from}, ${sentence}`, async () => {
      const base = from === "disk" ? `${pathToFileURL(team)}/` : server.address;
      await quietly(context, base, (page) => walk(page, base));
    });

  way("a lead reaches what an owner has overdue in three clicks, in either order, and may share the address", async (page, base) => {
    const wanted = texts((promise) => isOverdue(promise) && promise.owner === "ana");
    assert.equal(wanted.length, 2);
    for (const steps of [[["owner", "ana"], ["state", "overdue"]], [["state", "overdue"], ["owner", "ana"]]]) {
      await page.goto(`${base}index.html`);
      await area(page, "Actions");
      for (const [facet, name] of steps) await value(page, facet, name).click();
      await told(page, wanted.length);
      assert.deepEqual(await shown(page), wanted);
      const address = new URL(page.url());
      assert.deepEqual([...address.searchParams].sort(), [["owner", "ana"], ["state", "overdue"]]);
    }
    await page.reload();
    await told(page, wanted.length);
    assert.deepEqual(await shown(page), wanted);
    await page.goBack();
    await told(page, notDone.filter(isOverdue).length);
    await value(page, "state", "overdue").click();
    await page.locator(".list-whole").waitFor();
    assert.equal((await shown(page)).length, notDone.length, "with nothing chosen all are there again");
  });

  way("the page of one owner counts what is overdue within it, and one click narrows to it", async (page, base) => {
    await page.goto(`${base}actions/owners/bo/index.html`);
    const wanted = texts((promise) => isOverdue(promise) && promise.owner === "bo");
    assert.equal(await value(page, "state", "overdue").locator(".facet-count").textContent(), String(wanted.length));
    await value(page, "state", "overdue").click();
    await told(page, wanted.length);
    assert.deepEqual(await shown(page), wanted);
    const [first, second] = ["owner", "state"].map((facet) => page.locator(`.search-facet-${facet} input:checked`));
    assert.deepEqual([await first.inputValue(), await second.inputValue()], ["bo", "overdue"]);
    await value(page, "service", "billing").click();
    await told(page, texts((promise) => isOverdue(promise) && promise.owner === "bo" && promise.service === "billing").length);
  });
}

const months = "January February March April May June July August September October November December".split(" ");
const nameOf = (day) => `${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
/** The month on whose page a promise stands that is due on a day: its own, or the one told before it. */
const pageOf = (day) => incidents.map((incident) => incident.day).filter((told) => told.slice(0, 7) <= day.slice(0, 7)).at(-1) ?? incidents[0].day;
const section = (page, heading) => page.locator("section.block", { has: page.getByRole("heading", { level: 2, name: heading }) });

test("a lead goes from the first page back through the months, each of which answers a review", async () => {
  const base = `${pathToFileURL(team)}/`;
  await quietly(context, base, async (page) => {
    await page.goto(`${base}index.html`);
    await page.getByRole("link", { name: nameOf(newest), exact: true }).click();
    const past = [...new Set(incidents.map((incident) => nameOf(incident.day)))].reverse();
    for (const [at, month] of past.entries()) {
      await page.getByRole("heading", { level: 1, name: month, exact: true }).waitFor();
      const times = page.getByRole("navigation", { name: "Months" });
      const around = await times.getByRole("link").evaluateAll((links) => links.map((link) => [link.rel, link.textContent.trim()]));
      const expected = [past[at + 1] && ["prev", `Earlier: ${past[at + 1]}`], past[at - 1] && ["next", `Later: ${past[at - 1]}`]].filter(Boolean);
      assert.deepEqual(around, expected, month);
      const box = await times.boundingBox();
      assert.ok(box.y < 400, `the way to other months is at the head of ${month}`);
      const own = incidents.filter((incident) => nameOf(incident.day) === month);
      assert.equal(await section(page, "What happened").locator(".row").count(), own.length, month);
      const due = promises.filter((promise) => promise.due && nameOf(pageOf(promise.due)) === month);
      const owed = due.filter((promise) => !promise.done);
      const shownDue = await section(page, "Due then, and not done").locator(".action-text").allTextContents();
      assert.deepEqual(shownDue.sort(), owed.map((promise) => promise.text).sort(), month);
      if (due.length) assert.ok(await page.getByText(`done by now: ${due.length - owed.length}`).isVisible(), month);
      const promised = notDone.filter((promise) => own.some((incident) => incident.id === promise.id));
      assert.equal(await section(page, "Promised then, and not done").locator(".action-text").count(), promised.length, month);
      for (const pattern of new Set(own.flatMap((incident) => incident.patterns))) {
        const before = incidents.filter((incident) => incident.patterns.includes(pattern) && incident.day < own[0].day).length;
        const back = section(page, "What recurred").locator(`li:has(a[href*="/${pattern}/"])`);
        assert.equal(await back.count(), before ? 1 : 0, `${pattern} in ${month}`);
        if (before) assert.match(await back.textContent(), new RegExp(`${before} times? before`));
      }
      if (past[at + 1]) await times.getByRole("link", { name: past[at + 1] }).click();
    }
    await page.goto(`${base}timeline/2026/08/index.html`);
    assert.match((await section(page, "Patterns that changed").textContent()).replace(/\s+/g, " "), /Connection pool exhausted candidate → confirmed/);
    await page.goto(`${base}timeline/2026/10/index.html`);
    assert.doesNotMatch(await page.locator("main").textContent(), /candidate → confirmed/, "what changed before is not told again");
  });
});

test("a newcomer reads on the page of a service what breaks, how it shows, what to check, what was blamed, what is owed", async () => {
  const base = `${pathToFileURL(team)}/`;
  await quietly(context, base, async (page) => {
    await page.goto(`${base}index.html`);
    await area(page, "Services");
    const own = incidents.filter((incident) => incident.service === "checkout");
    const listed = page.locator(".group", { has: page.getByRole("link", { name: "checkout", exact: true }) });
    const line = (await listed.textContent()).replace(/\s+/g, " ");
    assert.match(line, new RegExp(`${own.length} incidents.*${own.at(-1).symptom.replace(/\.$/, "")} ${own.at(-1).day}.*Connection pool exhausted ${own.length}×`));
    assert.match(line, /4 open actions 2 overdue/);
    await listed.getByRole("link", { name: "checkout", exact: true }).click();
    const breaks = section(page, "What breaks here").locator("li").first();
    assert.match(await breaks.textContent(), /Connection pool exhausted.*3 incidents/s);
    assert.match(await breaks.locator(".break-check").textContent(), /^Check first: \S+/);
    for (const [heading, key] of [["How it shows", "symptom"], ["What settled it", "check"]]) {
      const told = await section(page, heading).locator("li > p:first-child").allTextContents();
      const wanted = new Set(own.map((incident) => incident[key].replace(/\.$/, "")));
      assert.deepEqual(told.map((text) => text.replace(/\.$/, "")).sort(), [...wanted].sort(), heading);
    }
    const blamed = await section(page, "What was wrongly blamed").locator(".case-statement").allTextContents();
    assert.deepEqual(blamed.map((text) => text.trim()).sort(), own.map((incident) => incident.blamed).sort());
    assert.equal(await section(page, "What is still owed").locator(".action").count(), notDone.filter((promise) => promise.service === "checkout").length);
    await page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "What was wrongly blamed" }).click();
    await section(page, "What was wrongly blamed").locator(".case-statement a").first().click();
    await page.locator(".incident .theory:target, .incident :target").first().waitFor();
    await page.goBack();
    await breaks.getByRole("link", { name: "Connection pool exhausted" }).click();
    await page.getByRole("heading", { level: 1, name: "Connection pool exhausted" }).waitFor();
  });
});

test("an engineer on call goes from a symptom to the check: by the first result, and by the way to triage", async () => {
  const site = ownSite();
  const base = `${pathToFileURL(site)}/`;
  const symptom = "the second query of a session hangs";
  await quietly(context, base, async (page) => {
    await page.goto(`${base}index.html`);
    await page.getByRole("searchbox").fill(symptom);
    await page.keyboard.press("Enter");
    const first = page.locator(".result").first();
    await first.locator(".told-check dd").waitFor();
    const told = await first.locator(".told-check dd").textContent();
    await page.getByRole("link", { name: "What to check first" }).click();
    await page.locator(".triage-checks li").first().waitFor();
    assert.equal(await page.getByRole("textbox", { name: "What do you see?" }).inputValue(), symptom);
    assert.ok((await page.locator(".triage-ruled li").count()) > 0, "what was ruled out stands there too");
    assert.ok((await page.locator(".triage-checks li").first().textContent()).startsWith(told.slice(0, 20)));
    await page.goBack();
    await first.locator(".result-link").click();
    await page.locator(".opening-check dd a").click();
    assert.match(page.url(), /incidents\/stderr-logging-hang\/.*#/);
  });
});

test("an engineer whose symptom is like none is led on: triage shows what shares its words, and leads to the search", async () => {
  const base = `${pathToFileURL(ownSite())}/`;
  await quietly(context, base, async (page) => {
    await page.goto(`${base}index.html`);
    await page.getByRole("searchbox").fill("the backend behaves oddly");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "What to check first" }).click();
    await page.getByText("Nothing like it is known").waitFor();
    await page.getByRole("heading", { name: "Closest by its words alone" }).waitFor();
    const closest = page.locator(".triage-answer .result");
    assert.equal(await closest.count(), 3);
    await page.getByRole("link", { name: "Search the records for its words" }).waitFor();
    await closest.first().locator(".result-link").click();
    await page.locator(".opening").waitFor();
  });
});

test("on a narrow screen the contents of a record stand folded before its text; on a wide one they stand beside it", async () => {
  const base = `${pathToFileURL(ownSite())}/`;
  await quietly(context, base, async (page) => {
    await page.setViewportSize({ width: 380, height: 800 });
    await page.goto(`${base}incidents/stderr-logging-hang/index.html`);
    const folded = page.locator(".contents-fold"), beside = page.locator(".contents");
    assert.deepEqual([await folded.isVisible(), await beside.isVisible()], [true, false]);
    const [top, text] = [await folded.boundingBox(), await page.locator(".record").boundingBox()];
    assert.ok(top.y + top.height <= text.y && top.height < 60, JSON.stringify([top, text]));
    await folded.locator("summary").click();
    await folded.getByRole("link", { name: "Root cause" }).click();
    assert.match(page.url(), /#root-cause$/);
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.deepEqual([await folded.isVisible(), await beside.isVisible()], [false, true]);
  });
});

test("a readme and a form among the records are pages: listed at the end, found, and not counted", async () => {
  const records = path.join(temporary("pages"), "records");
  mkdirSync(records, { recursive: true });
  writeFileSync(path.join(records, "README.md"), "# How we write these\n\nOn 2026-05-05 the event loop was blocked, for example.\n");
  writeFileSync(path.join(records, "template.md"), "# Title\n\n## Impact\n\n<whom it hit>\n\n## Root cause\n\n[Describe what broke]\n");
  writeFileSync(path.join(records, "2026-03-02-queue.md"), "# The queue stood still\n\n## Symptoms\n\nNo report was sent.\n");
  const base = `${pathToFileURL(siteOf(records))}/`;
  await quietly(context, base, async (page) => {
    await page.goto(`${base}index.html`);
    await page.getByText("As of 2026-03-02").waitFor();
    await page.getByRole("link", { name: "1 incident", exact: true }).click();
    assert.equal(await page.locator(".row").count(), 1);
    const pages = section(page, "Also among the records");
    assert.deepEqual(await pages.getByRole("link").allTextContents(), ["How we write these", "Title"]);
    await pages.getByRole("link", { name: "How we write these" }).click();
    await page.getByText("This file tells no incident").waitFor();
    assert.equal(await page.locator("mark.evidence, .ties, .opening").count(), 0);
    await page.getByRole("searchbox").fill("how we write");
    await page.locator(".result-option", { hasText: "How we write these" }).waitFor();
  });
});

test("without JavaScript every single value has a page of its own, and no count that its link does not keep", async () => {
  const plain = await open({ javaScriptEnabled: false });
  try {
    const base = `${pathToFileURL(team)}/`;
    await quietly(plain, base, async (page) => {
      const wanted = { state: ["overdue", isOverdue], owner: ["ana", ({ owner }) => owner === "ana"], service: ["checkout", ({ service }) => service === "checkout"] };
      for (const [facet, [name, has]] of Object.entries(wanted)) {
        await page.goto(`${base}actions/index.html`);
        const told = await value(page, facet, name).locator(".facet-count").textContent();
        await value(page, facet, name).click();
        await page.locator(".facet-value[aria-current=page]", { hasText: name }).waitFor();
        assert.deepEqual(await shown(page), texts(has), facet);
        assert.equal(told, String(texts(has).length));
        assert.equal(await page.locator(".facet-within .facet-count:visible").count(), 0, facet);
      }
    });
  } finally {
    await plain.close();
  }
});
