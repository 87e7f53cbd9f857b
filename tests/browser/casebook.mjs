// Builds sites with the program under test, each into a temporary folder that is removed with the process.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = path.resolve(fileURLToPath(import.meta.url), "../../..");

const program = path.resolve(process.env.CASEBOOK ?? path.join(root, "target/debug/casebook"));

/** A new empty folder, removed when the process ends. */
export function temporary(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `casebook-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

const cwd = temporary("cwd");

/** Runs the program and returns what it printed; a search that finds nothing is no failure. */
export function casebook(...args) {
  if (!existsSync(program)) {
    throw new Error(`${program} is not there; run \`cargo build\`, or name the program in CASEBOOK`);
  }
  // The folder is none of a casebook, so that only what the arguments name is read.
  try {
    return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
  } catch (error) {
    if (args[0] !== "search" || error.status !== 1) throw error;
    return error.stdout;
  }
}

/** Builds the site of our own records and returns its folder. */
export function ownSite() {
  const site = path.join(temporary("site"), "site");
  casebook("build", "--root", root, "--out", site);
  return site;
}

/** Builds the site of any folder of records and returns its folder. */
export function siteOf(records, ...args) {
  const site = path.join(temporary("site"), "site");
  casebook("build", "--records", records, "--out", site, ...args);
  return site;
}

/** Serves a casebook while it is written; gives the address, and a function that ends it and says how it ended. */
export async function serving(folder, ...args) {
  const child = spawn(program, ["serve", "--root", folder, "--port", "0", ...args], { cwd, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, said })));
  process.on("exit", () => child.kill("SIGKILL"));
  const address = await new Promise((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      // The second line says that the site is there.
      const lines = /^(http:\S+) [^\n]*\n[^\n]+\n/.exec(said);
      if (lines) resolve(lines[1]);
    });
    child.on("close", () => reject(new Error(`it ended at once: ${said}`)));
  });
  const stop = () => {
    child.kill("SIGINT");
    return ended;
  };
  return { address, stop };
}

/** The site's pages, as paths relative to it, in order. */
export function pagesOf(site) {
  const files = readdirSync(site, { recursive: true, withFileTypes: true });
  const pages = files.filter((entry) => entry.isFile() && entry.name.endsWith(".html"));
  return pages.map((entry) => path.relative(site, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/")).sort();
}

/** What a page is one of: `incidents/a/index.html` of `incidents/*`, and `tags/page/2/index.html` of `tags/page`. */
function kindOf(page) {
  const folders = page.split("/").slice(0, -1);
  if (folders.length === 0) return page;
  const numbered = folders.length > 2 && folders.at(-2) === "page" ? folders.slice(0, -1) : folders;
  return numbered.map((folder, at) => (at === 0 || folder === "page" || ["owners", "services", "overdue", "unowned", "undated"].includes(folder) ? folder : "*")).join("/");
}

/** The largest and the smallest page of each kind, and the smallest alone. */
export function oneOfEachKind(site) {
  const kinds = new Map();
  for (const page of pagesOf(site)) {
    const size = statSync(path.join(site, page)).size;
    const known = kinds.get(kindOf(page)) ?? { largest: { size: -1 }, smallest: { size: Infinity } };
    if (size > known.largest.size) known.largest = { size, page };
    if (size < known.smallest.size) known.smallest = { size, page };
    kinds.set(kindOf(page), known);
  }
  const pages = [...kinds.values()].flatMap(({ largest, smallest }) => [largest.page, smallest.page]);
  const smallest = [...kinds.values()].map((kind) => kind.smallest.page);
  return { kinds: kinds.size, pages: [...new Set(pages)], smallest };
}
