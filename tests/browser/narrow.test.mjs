// The list of incidents, narrowed by facets, from disk and from a server: combined, in the address, back, by keyboard,
// without JavaScript.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { siteOf, temporary } from "./casebook.mjs";
import { serve } from "./server.mjs";

// Which incident is what follows from its number, so that every count is known.
const count = 48;
const facts = Array.from({ length: count }, (_, at) => ({
  severity: `sev${1 + (at % 4)}`,
  service: ["api", "billing", "search"][at % 3],
  status: at % 2 ? "resolved" : "monitoring",
  year: 2020 + (at % 5),
}));

const record = ({ severity, service, status, year }, at) =>
  `---\ntitle: Number ${at} ran dry\ndate: ${year}-03-${String(1 + (at % 28)).padStart(2, "0")}\nseverity: ${severity}\nservices: [${service}]\nstatus: ${status}\n---\n\n## Symptoms\n\nIt waits.\n\n## Root cause\n\nA pool ran dry.\n`;

let site;
let server;
let context;

before(async () => {
  const records = temporary("narrow");
  facts.forEach((fact, at) => writeFileSync(path.join(records, `r${at}.md`), record(fact, at)));
  site = siteOf(records);
  server = await serve(site);
  context = await open();
});

after(async () => {
  await context?.close();
  await server?.stop();
});

const having = (wanted) => facts.filter((fact) => Object.entries(wanted).every(([key, value]) => fact[key] === value)).length;
const value = (page, facet, name) => page.locator(`.search-facet-${facet} .facet-value`, { has: page.locator(".facet-name", { hasText: new RegExp(`^${name}$`) }) });
const told = (page, number) => page.locator(".search-status", { hasText: new RegExp(`^${number} incidents?, newest first`) }).waitFor();

for (const from of ["disk", "a server"]) {
  const way = (sentence, walk) =>
    test(`from ${from}, ${sentence}`, async () => {
      const base = from === "disk" ? `${pathToFileURL(site)}/` : server.address;
      await quietly(context, base, (page) => walk(page, `${base}incidents/index.html`));
    });

  way("two facets combine, count what each value would leave, and stand in an address that can be loaded again", async (page, list) => {
    const asked = [];
    page.on("request", (request) => request.url().includes("/search/") && asked.push(request.url()));
    await page.goto(list);
    assert.equal(await page.locator(".list-whole .row, .list-whole li").count() > 0, true);
    assert.deepEqual(asked, [], "nothing is downloaded before a value is chosen");
    assert.equal(await value(page, "severity", "sev1").locator(".facet-count").textContent(), String(having({ severity: "sev1" })));
    await value(page, "severity", "sev1").click();
    await told(page, having({ severity: "sev1" }));
    const both = having({ severity: "sev1", service: "api" });
    assert.equal(await value(page, "service", "api").locator(".facet-count").textContent(), String(both));
    await value(page, "service", "api").click();
    await told(page, both);
    const address = new URL(page.url());
    assert.equal(address.search, "?severity=sev1&service=api");
    assert.equal(await page.locator(".list-found .result").count(), both);
    assert.ok(await page.locator(".list-whole").isHidden());
    await page.goto("about:blank");
    await page.goto(address.href);
    await told(page, both);
    assert.ok(await value(page, "service", "api").locator("input").isChecked());
    await page.locator(".list-found .result-link").first().click();
    await page.waitForURL((url) => /\/incidents\/r\d+\/index\.html/.test(url.href));
  });

  way("the back button takes the last choice back, and a button all of them", async (page, list) => {
    await page.goto(list);
    await value(page, "status", "resolved").click();
    await told(page, having({ status: "resolved" }));
    await value(page, "year", "2022").click();
    const both = having({ status: "resolved", year: 2022 });
    await told(page, both);
    await page.goBack();
    await told(page, having({ status: "resolved" }));
    await page.goBack();
    await page.locator(".list-whole").waitFor({ state: "visible" });
    assert.equal(new URL(page.url()).search, "");
    await page.goForward();
    await told(page, having({ status: "resolved" }));
    await page.getByRole("button", { name: "Show all incidents" }).click();
    await page.locator(".list-whole").waitFor({ state: "visible" });
  });

  way("the keyboard is enough, and the focus stays on what was chosen", async (page, list) => {
    await page.goto(list);
    const link = value(page, "severity", "sev2");
    await link.focus();
    await page.keyboard.press("Enter");
    await told(page, having({ severity: "sev2" }));
    const focused = () => page.evaluate(() => [document.activeElement.name, document.activeElement.value]);
    assert.deepEqual(await focused(), ["severity", "sev2"]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await told(page, having({ severity: "sev2" }) + having({ severity: "sev3" }));
    assert.deepEqual(await focused(), ["severity", "sev3"]);
  });
}

test("without JavaScript every value has a page that lists its incidents", async () => {
  const plain = await open({ javaScriptEnabled: false });
  try {
    const page = await plain.newPage();
    const list = `${pathToFileURL(site)}/incidents/index.html`;
    for (const [facet, name, wanted] of [["severity", "sev3", { severity: "sev3" }], ["status", "monitoring", { status: "monitoring" }], ["service", "billing", { service: "billing" }], ["year", "2021", { year: 2021 }], ["level", "record", {}]]) {
      await page.goto(list);
      const link = value(page, facet, name);
      if (!(await link.count())) {
        // All records are of one level here: one value tells nothing apart.
        assert.equal(facet, "level");
        continue;
      }
      await link.click();
      const text = await page.locator("main").textContent();
      for (const at of facts.keys()) {
        const is = Object.entries(wanted).every(([key, value]) => facts[at][key] === value);
        assert.equal(new RegExp(`Number ${at} ran dry`).test(text), is, `${facet} ${name}: ${at}`);
      }
    }
  } finally {
    await plain.close();
  }
});
