// The page's search without a page: its scripts, run as they are.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";

import { root } from "./casebook.mjs";

const folder = path.join(root, "templates/assets/search");

/** The functions that the scripts of the search share. */
export function engine() {
  const window = { CASEBOOK: {} };
  const context = vm.createContext({ window, console });
  for (const name of readdirSync(folder).sort()) {
    vm.runInContext(readFileSync(path.join(folder, name), "utf8"), context, { filename: name });
  }
  // Values of another realm are no equals of ours.
  return {
    terms: (text) => JSON.parse(JSON.stringify(window.CASEBOOK.search.terms(text))),
    stem: window.CASEBOOK.search.stem,
  };
}
