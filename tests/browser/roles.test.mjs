// Three people and what they come for, by clicks alone: the engineer on call, the team lead before a monthly review, the
// newcomer to a service; of our own casebook, and of a team that promises things.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
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
