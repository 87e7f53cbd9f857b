// What is wrong with the look of a page that is open: what sticks out of it, what lies on something else, and what shuts
// people out.

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

/**
 * Words that lie on other words, to be evaluated in the page. Each line of text has a box; what is clipped away is cut
 * off, and what floats over the page while one scrolls is no text of it.
 */
export function overlaps() {
  const floats = new Map();
  const floating = (one) => {
    if (!one || one === document.body) return false;
    if (!floats.has(one)) floats.set(one, ["fixed", "sticky"].includes(getComputedStyle(one).position) || floating(one.parentElement));
    return floats.get(one);
  };
  const clips = new Map();
  // What remains of the window that an element is seen through.
  const clip = (one) => {
    if (!one || one === document.documentElement) return { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
    if (!clips.has(one)) {
      const outer = clip(one.parentElement);
      const style = getComputedStyle(one);
      // An element without a view, such as an inline one, clips nothing.
      const cuts = style.overflowX !== "visible" && style.display !== "inline" && !(one instanceof SVGElement);
      const { left, top, right, bottom } = cuts ? one.getBoundingClientRect() : outer;
      clips.set(one, {
        left: Math.max(outer.left, left),
        top: Math.max(outer.top, top),
        right: Math.min(outer.right, right),
        bottom: Math.min(outer.bottom, bottom),
      });
    }
    return clips.get(one);
  };
  const boxes = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT", "TITLE", "OPTION"].includes(parent.tagName.toUpperCase())) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || floating(parent)) continue;
    range.selectNodeContents(text);
    const seen = clip(parent);
    for (const box of range.getClientRects()) {
      // A line's box is higher than its letters, and lines may touch.
      const margin = box.height / 4;
      const cut = {
        text,
        left: Math.max(box.left, seen.left) + 1,
        right: Math.min(box.right, seen.right) - 1,
        top: Math.max(box.top + margin, seen.top),
        bottom: Math.min(box.bottom - margin, seen.bottom),
      };
      if (cut.right - cut.left > 1 && cut.bottom - cut.top > 1) boxes.push(cut);
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  const found = [];
  boxes.forEach((one, at) => {
    for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom; next += 1) {
      const other = boxes[next];
      if (other.left >= one.right || one.left >= other.right || other.text === one.text) continue;
      found.push(`${JSON.stringify(one.text.data.trim().slice(0, 50))} and ${JSON.stringify(other.text.data.trim().slice(0, 50))}`);
    }
  });
  return { boxes: boxes.length, found: found.slice(0, 3) };
}

/** What axe finds wrong with the page as it stands: WCAG 2.2 AA, and its own good practice. */
export async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { preload: false, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }));
  assert.ok(result.passes.length > 10, "axe did not look");
  return result.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target} (${failureSummary.replace(/\s+/g, " ")})`);
    return `${id}, ${help}: ${places.join(" | ")}`;
  });
}
