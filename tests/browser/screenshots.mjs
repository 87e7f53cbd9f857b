// Makes the pictures of the README from our own records: `npm run screenshots --prefix tests/browser`.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { open } from "./browser.mjs";
import { ownSite, root } from "./casebook.mjs";
import { indexed } from "./png.mjs";

const sizes = { wide: { width: 1000, height: 640 }, narrow: { width: 360, height: 640 } };
const hang = "incidents/stderr-logging-hang/index.html";

/** Eight pages, and where a picture of them begins; `narrow` is for phones alone. */
const pages = [
  { name: "home", path: "index.html" },
  { name: "search", path: "index.html", search: "hangs on the second query, no stack trace" },
  { name: "incident", path: hang, narrow: "#failed-theories" },
  { name: "pattern", path: "patterns/blocked-event-loop/index.html", to: "#page--instances" },
  { name: "suspects", path: "usual-suspects/index.html" },
  { name: "timeline", path: "timeline/index.html" },
  { name: "statistics", path: "statistics/index.html", to: "#page--often" },
  { name: "map", path: "map/index.html" },
];

const pictures = pages.flatMap(({ name, path, search, to = "", narrow = to }) =>
  Object.entries(sizes).flatMap(([size, box]) =>
    ["light", "dark"].map((scheme) => ({ name: `${name}-${size}-${scheme}`, path, search, scheme, to: size === "narrow" ? narrow : to, ...box })),
  ),
);

const folder = path.join(root, "docs/screenshots");
mkdirSync(folder, { recursive: true });
const base = `${pathToFileURL(ownSite())}/`;
const context = await open();
for (const { name, path: page, width, height, scheme, search, to } of pictures) {
  const tab = await context.newPage();
  await tab.setViewportSize({ width, height });
  await tab.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await tab.goto(base + page + to);
  if (search) {
    await tab.getByRole("searchbox").fill(search);
    await tab.locator(".results .result-option").first().waitFor();
  }
  const file = path.join(folder, `${name}.png`);
  const picture = await indexed(tab, await tab.screenshot({ caret: "hide" }));
  writeFileSync(file, picture);
  console.log(`${path.relative(root, file)}: ${Math.ceil(picture.length / 1024)} KB`);
  await tab.close();
}
await context.close();
