// The page "Triage": the same answer as the terminal's, from disk, and no harm from what is pasted.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { casebook, ownSite, root, temporary } from "./casebook.mjs";

const log = `2026-03-02T09:20:07Z INFO  [api-7f9c6d5b4-x2x9z] 17 users loaded in 31 ms
2026-03-02T09:20:09Z \u001b[31mERROR\u001b[0m [api-7f9c6d5b4-x2x9z] sqlite3.DatabaseError: file is not a database
2026-03-02T09:20:10Z \u001b[31mERROR\u001b[0m [api-7f9c6d5b4-k8w2m] sqlite3.DatabaseError: file is not a database
`;

const texts = [
  "hangs on the second query, no stack trace",
  "messages silently dropped although connected",
  "UnicodeEncodeError: 'charmap' codec can't encode character at startup",
  '{"alerts": [{"annotations": {"summary": "Process crashes with a stack overflow", "description": "repeating frames: logger, ZMQ, logger, ZMQ"}}]}',
  log,
  // The name in a title, a pair of rare words, the theory that the complaint itself speaks for, and a line without a level.
  "the stdin of the client and its SQLite file block the event loop, the connection pool is fine",
  "2026-03-02T09:20:07Z ERROR ERR-1042 the writer stopped\n2026-03-02T09:20:08Z the ZMQ proxy lost its logger frames",
];

let site;
let base;
let context;

before(async () => {
  site = ownSite();
  base = `${pathToFileURL(site)}/`;
  context = await open();
});

after(async () => {
  await context?.close();
});

/** What the terminal answers. */
function terminal(text) {
  const file = path.join(temporary("complaint"), "complaint.log");
  writeFileSync(file, text);
  return JSON.parse(casebook("triage", "--root", root, "--format", "json", file));
}

/** Pastes a text and waits for the answer. */
async function paste(page, text) {
  await page.getByRole("textbox", { name: "What do you see?" }).fill(text);
  await page.locator(".triage-status", { hasText: /known|like it/ }).waitFor();
}

const idOf = (href) => decodeURIComponent(href.match(/\/([^/]+)\/index\.html/)[1]);

async function idsIn(page, list) {
  const links = await page.locator(`${list} h3 a`).all();
  return Promise.all(links.map(async (link) => idOf(await link.getAttribute("href"))));
}

for (const text of texts) {
  test(`the page answers as the terminal does: ${text.slice(0, 40).replace(/\s+/g, " ")}`, async () => {
    const expected = terminal(text);
    await quietly(context, base, async (page) => {
      await page.goto(`${base}triage/index.html`);
      await paste(page, text);
      assert.equal((await idsIn(page, ".triage-incidents"))[0], expected.incidents[0].id);
      assert.equal((await idsIn(page, ".triage-patterns"))[0], expected.patterns[0]?.id);
      const ruledOut = await page.locator(".triage-ruled s").allTextContents();
      assert.equal(ruledOut[0], expected.ruled_out[0]?.theory);
    });
  });
}

test("what nothing is like is said to be unknown, and a new text is answered anew", async () => {
  await quietly(context, base, async (page) => {
    await page.goto(`${base}triage/index.html`);
    await paste(page, "the coffee machine leaks");
    assert.match(await page.locator(".triage-status").textContent(), /^Nothing like it is known/);
    const search = page.getByRole("link", { name: "Search the records for its words" });
    assert.equal(new URL(await search.getAttribute("href"), page.url()).searchParams.get("q"), "the coffee machine leaks");
    await page.getByRole("textbox", { name: "What do you see?" }).fill(texts[0]);
    await page.locator(".triage-incidents").waitFor();
    const theory = page.locator(".triage-ruled a").first();
    await theory.click();
    await page.waitForURL((url) => url.hash.startsWith("#theory--"));
    assert.equal(await page.locator(decodeURIComponent(new URL(page.url()).hash)).count(), 1);
  });
});

test("a log that tries to run code is shown as text", async () => {
  const hostile = `2026-03-02 ERROR <img src=x onerror=alert(1)> second query hangs </textarea><script>alert(2)</script>\u001b]8;;javascript:alert(3)\u0007x\n`.repeat(3);
  await quietly(context, base, async (page) => {
    await page.goto(`${base}triage/index.html`);
    await paste(page, hostile);
    assert.match(await page.locator(".triage-loud").textContent(), /3×ERROR <img src=x/);
    assert.equal(await page.locator("main img, main script").count(), 0);
  });
});

test("a log of many lines is read in the page", async () => {
  let long = "";
  for (let n = 0; n < 40_000; n += 1) long += `2026-03-02T09:20:07.${n}Z INFO request ${n + 1000} served in ${n % 97} ms\n`;
  await quietly(context, base, async (page) => {
    await page.goto(`${base}triage/index.html`);
    await page.getByLabel("Or open a file").setInputFiles({ name: "a.log", mimeType: "text/plain", buffer: Buffer.from(long + log) });
    await page.locator(".triage-status", { hasText: /known|like it/ }).waitFor();
    assert.match(await page.locator(".triage-whole h2").textContent(), /^40,003 lines, 3 kinds/);
    assert.equal((await idsIn(page, ".triage-incidents"))[0], "encrypted-sqlite-concurrent-access");
  });
});

test("without JavaScript the page says what to do instead", async () => {
  const plain = await open({ javaScriptEnabled: false });
  try {
    const page = await plain.newPage();
    await page.goto(`${base}triage/index.html`);
    assert.ok(await page.getByText("casebook triage < service.log").isVisible());
    assert.ok(!(await page.locator("textarea").isVisible()));
  } finally {
    await plain.close();
  }
});
