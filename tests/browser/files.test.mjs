// The files of the site, looked at without a browser: links, anchors, ids, valid HTML.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";
import { parse } from "parse5";

import { ownSite, pagesOf, siteOf } from "./casebook.mjs";

const addresses = { a: "href", link: "href", script: "src", img: "src", form: "action", source: "src" };

/** What a page says of itself and of others: ids, and the addresses it leads to. */
function read(file) {
  const ids = [];
  const links = [];
  const walk = (node) => {
    const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
    if (attributes.id !== undefined) ids.push(attributes.id);
    const address = attributes[addresses[node.tagName]];
    if (address !== undefined) links.push({ element: node.tagName, rel: attributes.rel ?? "", address });
    for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
      for (const id of (attributes[name] ?? "").split(/\s+/).filter(Boolean)) {
        links.push({ element: `${node.tagName} ${name}`, rel: "", address: `#${id}` });
      }
    }
    if (attributes["http-equiv"] === "refresh") {
      links.push({ element: "refresh", rel: "", address: attributes.content.replace(/^.*url=/, "") });
    }
    for (const child of node.childNodes ?? []) walk(child);
  };
  walk(parse(readFileSync(file, "utf8")));
  return { ids, links };
}

const corpora = process.env.CASEBOOK_CORPORA;

// Where nobody says in which language a record is, and its letters do not say it either, the page can only say the same.
const theirs = /^This document appears to be written in (?!Japanese|Chinese|Korean)/;

describe("our own records", () => check(ownSite));
describe("a thousand records of other teams", { skip: corpora ? false : "needs CASEBOOK_CORPORA" }, () => check(() => siteOf(corpora, "--ending", "md", "--ending", "txt"), theirs));

/** Looks at the files of a site; what `but` meets is no fault of it. */
function check(build, but = /^$/) {
  let site;
  let pages;

  before(() => {
    site = build();
    pages = new Map(pagesOf(site).map((page) => [page, read(path.join(site, page))]));
  });

  test("the site has a page for each record and pattern, and the lists", () => {
    for (const page of ["index.html", "404.html", "incidents/index.html", "patterns/index.html", "search/index.html"]) {
      assert.ok(pages.has(page), `${page} is missing`);
    }
    const own = [...pages.keys()];
    assert.ok(own.filter((page) => /^incidents\/[^/]+\/index\.html$/.test(page)).length >= 15);
    assert.ok(own.filter((page) => /^patterns\/[^/]+\/index\.html$/.test(page)).length >= 25);
  });

  test("every link leads to a file that is there, and every fragment to an id", () => {
    const broken = [];
    let followed = 0;
    for (const [page, { links }] of pages) {
      for (const { element, address } of links) {
        if (/^(https?|mailto):/.test(address)) {
          if (element !== "a") broken.push(`${page}: ${element} loads ${address} from outside`);
          continue;
        }
        followed += 1;
        const target = new URL(address, `site:///${page}`);
        const file = decodeURIComponent(target.pathname.slice(1));
        const fragment = decodeURIComponent(target.hash.slice(1));
        if (target.protocol !== "site:" || !existsSync(path.join(site, file)) || !statSync(path.join(site, file)).isFile()) {
          broken.push(`${page}: ${address} leads to no file`);
        } else if (fragment && !pages.get(file)?.ids.includes(fragment)) {
          broken.push(`${page}: ${address} leads to no id`);
        }
      }
    }
    assert.ok(followed > 1000, "the links are not seen any more");
    assert.deepEqual(broken, []);
  });

  test("no page has an id twice", () => {
    const twice = [...pages].flatMap(([page, { ids }]) =>
      ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${page}#${id}`),
    );
    assert.deepEqual(twice, []);
  });

  test("every page can be reached from the home page", () => {
    const reached = new Set(["index.html"]);
    for (const page of reached) {
      for (const { element, address } of pages.get(page).links) {
        if (!["a", "form", "refresh"].includes(element) || /^(https?|mailto):/.test(address)) continue;
        const file = decodeURIComponent(new URL(address, `site:///${page}`).pathname.slice(1));
        if (pages.has(file)) reached.add(file);
      }
    }
    // Nobody links to the page of what is not there, nor to an id that an incident had before.
    const redirects = [...pages].filter(([, { links }]) => links.some(({ element }) => element === "refresh"));
    const alone = [...pages.keys()].filter((page) => !reached.has(page) && page !== "404.html");
    assert.deepEqual(alone.filter((page) => !redirects.some(([redirect]) => redirect === page)), []);
  });

  test("every page is valid HTML", async () => {
    const jar = createRequire(import.meta.url)("vnu-jar");
    const options = ["-Xss2m", "-jar", jar, "--skip-non-html", "--Werror", "--format", "json", site];
    const run = promisify(execFile)("java", options, { maxBuffer: 1 << 26 });
    // The checker writes its findings to the standard error, and exits with 1 when there are any.
    const { stderr, code = 0 } = await run.catch((error) => error);
    assert.notEqual(code, "ENOENT", "java is missing: apt-get install default-jre-headless, or any Java from 17 on");
    assert.match(stderr, /^\{.*"messages":/, "the checker did not run");
    // The checker takes `'self'` for nothing when it reads from disk; the tests in the browser see what the policy really does.
    const messages = JSON.parse(stderr).messages.filter(({ message }) => !message.startsWith("Resource violates Content Security Policy") && !but.test(message));
    const findings = messages.map(({ url, lastLine, message, extract }) => {
      return `${path.relative(site, new URL(url).pathname)}:${lastLine}: ${message} ${JSON.stringify(extract)}`;
    });
    assert.deepEqual(findings, []);
  });
}
