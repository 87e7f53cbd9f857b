// Makes the pictures of the README from our own records: `npm run screenshots --prefix tests/browser`.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { open } from "./browser.mjs";
import { ownSite, root } from "./casebook.mjs";
import { indexed } from "./png.mjs";

const wide = { width: 1200, height: 750 };
const narrow = { width: 400, height: 800 };
const hang = "incidents/stderr-logging-hang/index.html";

const pictures = [
  { name: "search-light", path: "index.html", ...wide, scheme: "light", search: "hangs on the second query, no stack trace" },
  { name: "incident-light", path: hang, ...wide, scheme: "light" },
  { name: "pattern-dark", path: "patterns/blocked-event-loop/index.html", ...wide, scheme: "dark", to: "#page--instances" },
  { name: "theories-narrow-light", path: hang, ...narrow, scheme: "light", to: "#failed-theories" },
  { name: "suspects-narrow-dark", path: "usual-suspects/index.html", ...narrow, scheme: "dark" },
];

const folder = path.join(root, "docs/screenshots");
mkdirSync(folder, { recursive: true });
const base = `${pathToFileURL(ownSite())}/`;
const context = await open();
for (const { name, path: page, width, height, scheme, search, to } of pictures) {
  const tab = await context.newPage();
  await tab.setViewportSize({ width, height });
  await tab.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await tab.goto(base + page + (to ?? ""));
  if (search) {
    await tab.getByRole("searchbox").fill(search);
    await tab.locator(".results .result").first().waitFor();
  }
  const file = path.join(folder, `${name}.png`);
  const picture = await indexed(tab, await tab.screenshot({ caret: "hide" }));
  writeFileSync(file, picture);
  console.log(`${path.relative(root, file)}: ${Math.ceil(picture.length / 1024)} KB`);
  await tab.close();
}
await context.close();
