// The page's search without a page: its scripts, run as they are, over the index of a site on disk.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";

import { root } from "./casebook.mjs";

const folder = path.join(root, "templates/assets/search");

/**
 * What the scripts of the search share; with `site`, over the index of that site. `loaded` counts what was read of it,
 * by path and in bytes.
 */
export function engine(site) {
  // Words of the interface are told by their keys.
  const window = { CASEBOOK: { word: (key) => key, number: String } };
  const context = vm.createContext({ window, CASEBOOK: window.CASEBOOK, console });
  // What belongs to a page is not run.
  const document = { addEventListener: () => {} };
  Object.assign(context, { document });
  for (const name of readdirSync(folder).sort()) {
    vm.runInContext(readFileSync(path.join(folder, name), "utf8"), context, { filename: name });
  }
  const search = window.CASEBOOK.search;
  search.loaded = new Map();
  search.fetchScript = (script, asked) => {
    const file = path.join(site, "search", `${script}.js`);
    if (!existsSync(file)) return asked.fail(new Error(`no ${script}`));
    const text = readFileSync(file, "utf8");
    search.loaded.set(script, Buffer.byteLength(text));
    vm.runInContext(text, context, { filename: script });
    return asked.done(asked.value);
  };
  return search;
}
