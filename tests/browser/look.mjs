// What is wrong with the look of a page that is open: what sticks out of it, and what shuts people out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * The elements that stick out to the right, to be evaluated in the page; a table or block of code that scrolls by itself
 * is none.
 */
export function sticksOut() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width + 1);
  return [`scrolls to ${document.documentElement.scrollWidth}`, ...wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))];
}

/** What axe finds wrong with the page as it stands: WCAG 2.2 AA, and its own good practice. */
export async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { preload: false, resultTypes: ["violations"] }));
  assert.ok(result.passes.length > 10, "axe did not look");
  return result.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target} (${failureSummary.replace(/\s+/g, " ")})`);
    return `${id}, ${help}: ${places.join(" | ")}`;
  });
}
