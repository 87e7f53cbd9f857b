// `casebook serve`: an author writes, and the page they read follows.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { close, open, quietly } from "./browser.mjs";
import { serving, temporary } from "./casebook.mjs";

const paragraphs = (count) => Array.from({ length: count }, (_, at) => `Paragraph ${at} of what is known of the pool.\n`).join("\n");
const record = (cause, more = "") =>
  `---\ntitle: The pool runs dry\ndate: 2026-02-03\n${more}---\n\n## Symptoms\n\nRequests wait.\n\n## Root cause\n\n${cause}\n\n## Evidence\n\n${paragraphs(60)}\n## Lessons\n\n${paragraphs(60)}`;

let folder;
let server;
let context;

const at = (name) => path.join(folder, name);
const page = (base) => `${base}incidents/pool/index.html`;

before(async () => {
  folder = temporary("serve");
  mkdirSync(at("postmortems"));
  writeFileSync(at("postmortems/pool.md"), record("A connection was never given back."));
  server = await serving(folder);
  context = await open();
});

after(async () => {
  await server?.stop();
  await close(context);
});

/** The page is as the author wrote it, and says nothing of its own. */
const settles = async (page, cause) => {
  await page.getByText(cause).first().waitFor();
  await page.locator(".strip").waitFor({ state: "hidden" });
};

/** Waits until something holds; the page may be on its way meanwhile. */
const comes = async (holds) => {
  for (let step = 0; step < 300; step += 1) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`never: ${holds}`);
};

test("a page follows its record and stays where it is read", async () => {
  await quietly(context, server.address, async (tab) => {
    await tab.goto(page(server.address));
    await settles(tab, "A connection was never given back.");
    const lessons = tab.getByRole("heading", { name: /^Lessons/ });
    await lessons.evaluate((heading) => scrollTo({ top: scrollY + heading.getBoundingClientRect().top - 120, behavior: "instant" }));
    const top = () => lessons.evaluate((heading) => Math.round(heading.getBoundingClientRect().top));
    const before = await top();
    assert.ok(Math.abs(before - 120) < 3, `${before}`);
    writeFileSync(at("postmortems/pool.md"), record(`A job kept its connection over midnight.\n\n${"More is known.\n\n".repeat(20)}`));
    await settles(tab, "A job kept its connection over midnight.");
    await tab.waitForLoadState("load");
    const now = await top();
    assert.ok(Math.abs(now - before) < 3, `${now} and not ${before}`);
  });
});

test("a mistake in a record is shown on its page, with its line, until it is mended", async () => {
  await quietly(context, server.address, async (tab) => {
    await tab.goto(page(server.address));
    writeFileSync(at("postmortems/pool.md"), record("A lock.", "related: [gone]\nseverity: [\n"));
    const strip = tab.locator(".strip");
    await strip.getByRole("button", { name: /warning/ }).click();
    await strip.getByText("invalid-yaml").waitFor();
    assert.match(await strip.locator(".finding pre").first().textContent(), /postmortems\/pool\.md:\d+:\d+/);
    writeFileSync(at("postmortems/pool.md"), record("A lock."));
    await settles(tab, "A lock.");
  });
});

test("where a template is broken the last page stays and says why, and comes back when it is mended", async () => {
  await quietly(context, server.address, async (tab) => {
    await tab.goto(page(server.address));
    mkdirSync(at("templates"));
    writeFileSync(at("templates/incident.html"), "{% extends \"base.html\" %}\n{% block content %}{{ incident.nowhere.at }}{% if %}");
    const strip = tab.locator(".strip");
    await strip.getByRole("button", { name: "the site could not be made" }).waitFor();
    assert.match(await strip.locator(".failure").textContent(), /incident\.html[^]*2/);
    await tab.getByText("Requests wait.").first().waitFor();
    writeFileSync(at("templates/incident.html"), "{% extends \"base.html\" %}\n{% block content %}<h1>Ours</h1>{% endblock %}");
    await tab.getByRole("heading", { name: "Ours" }).waitFor();
    rmSync(at("templates"), { recursive: true });
    await settles(tab, "Requests wait.");
    assert.equal(await tab.getByRole("heading", { name: "Ours" }).count(), 0);
  });
});

test("a wrong configuration is shown, and what it says is followed once it is right", async () => {
  await quietly(context, server.address, async (tab) => {
    await tab.goto(page(server.address));
    writeFileSync(at("casebook.toml"), "[site]\ntitel = \"Ours\"\n");
    await tab.locator(".strip .failure", { hasText: "unknown key `titel`" }).waitFor();
    writeFileSync(at("casebook.toml"), "[site]\ntitle = \"Ours\"\n");
    await comes(async () => (await tab.title()).endsWith("· Ours"));
    rmSync(at("casebook.toml"));
    await comes(async () => !(await tab.title()).endsWith("· Ours"));
  });
});

test("a record that is gone leaves a page that says so, and it comes back with the record", async () => {
  const tab = await context.newPage();
  await tab.goto(page(server.address));
  await settles(tab, "Requests wait.");
  renameSync(at("postmortems/pool.md"), at("pool.md"));
  await tab.getByRole("heading", { name: "There is no such page" }).waitFor();
  // The page for wrong addresses is whole wherever it stands in.
  assert.ok(await tab.evaluate(() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 50)));
  renameSync(at("pool.md"), at("postmortems/pool.md"));
  await settles(tab, "Requests wait.");
  renameSync(at("postmortems"), at("away"));
  await tab.locator(".strip .failure", { hasText: "there is no folder" }).waitFor();
  renameSync(at("away"), at("postmortems"));
  await settles(tab, "Requests wait.");
  await tab.close();
});

test("what belongs to serving is in no file of the site, and nine tabs leave the tenth its turn", async () => {
  const html = readFileSync(at(".casebook/serve/incidents/pool/index.html"), "utf8");
  assert.ok(!html.includes(".casebook/") && !html.includes("connect-src"));
  const tabs = [];
  for (let number = 0; number < 10; number += 1) {
    const tab = await context.newPage();
    await tab.goto(page(server.address), { timeout: 10_000 });
    // A browser without a window takes every tab for seen; this is what it says of one that is not.
    await tab.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    tabs.push(tab);
  }
  await Promise.all(tabs.map((tab) => tab.close()));
});

test("told to end, it ends at once and without a complaint", async () => {
  const { code, said } = await server.stop();
  assert.equal(code, 0, said);
  assert.match(said, /^http:\/\/127\.0\.0\.1:\d+\/ shows the site; Ctrl-C ends it\n/);
});
