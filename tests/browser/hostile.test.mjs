// A record that tries to run code, wherever its words can get to: pages, lists, search, data.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { open, quietly } from "./browser.mjs";
import { pagesOf, siteOf, temporary } from "./casebook.mjs";

// Each names itself when it runs.
const run = (name) => `(globalThis.ran=(globalThis.ran||[])).push('${name}');alert('${name}')`;

const record = `---
title: "</title></script><script>${run("title")}</script> {{ site.title }} {% include 'x' %} \\"><img src=x onerror=${run("title-image")}>"
date: 2026-01-02
severity: "\\" onmouseover=\\"${run("severity")}"
services: ["<script>${run("service")}</script>", "../../escape"]
tags: ["\\"><svg onload=${run("tag")}>", "javascript:${run("tag-address")}"]
owner: "<b onclick=${run("owner")}>me</b>"
source: "javascript:${run("source")}"
surprise: "</code></pre><script>${run("extra")}</script>"
related: ["javascript:${run("related")}"]
---

# Heading <script>${run("heading")}</script>

<script>${run("script")}</script>
<ScRiPt src="data:text/javascript,${run("src")}"></ScRiPt>
<img src="x" onerror="${run("image")}">
<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run("svg-image")}'/>">
<svg onload="${run("svg")}"><script>${run("svg-script")}</script></svg>
<math><mtext></p><img src=x onerror="${run("math")}"></mtext></math>
<iframe srcdoc="<script>parent.${run("frame")}</script>"></iframe>
<iframe src="javascript:parent.${run("frame-address")}"></iframe>
<object data="javascript:${run("object")}"></object><embed src="javascript:${run("embed")}">
<details open ontoggle="${run("toggle")}"><summary>more</summary>hidden</details>
<form action="javascript:${run("form")}"><button formaction="javascript:${run("button")}">press</button><input autofocus onfocus="${run("focus")}"></form>
<style>@import url("https://outside.example/x.css"); body { background: url("https://outside.example/y.png") }</style>
<link rel="stylesheet" href="https://outside.example/z.css"><base href="https://outside.example/">
<meta http-equiv="refresh" content="0; url=javascript:${run("refresh")}">
<a href="java
script:${run("broken-address")}">one</a> <a href="&#106;avascript:${run("entity-address")}">two</a>
<a href=" javascript:${run("blank-address")}" id="page--main" name="ran" class="theme-toggle">three</a>
<template><script>${run("template")}</script></template><noscript><p title="</noscript><script>${run("noscript")}</script>"></noscript>
<!-- --!><script>${run("comment")}</script> --> <![CDATA[<script>${run("cdata")}</script>]]> <?x <script>${run("instruction")}</script>?>

[a](javascript:${run("link")}) [b](<JaVaScRiPt:${run("case-link")}>) [c](vbscript:x) [d](data:text/html,<script>${run("data-link")}</script>)
[e](javascript&colon;${run("colon-link")}) <javascript:${run("autolink")}> ![f](javascript:${run("picture")}) [g]: javascript:${run("definition")}
[h](https://fine.example/" onmouseover="${run("attribute")}) [i](//outside.example/x) ![j](https://outside.example/pixel.png)
\`</code><script>${run("code")}</script>\` {{ 7 * 7 }} {% raw %} {{ get_env(name="HOME") }} \${7*7} <%= 7 %>

## Symptoms

- zebrafish </script><script>${run("symptom")}</script><!--
- zebrafish <img src=x onerror=${run("symptom-image")}> \u2028 \u2029 \u202e
- \`zebrafish "]);${run("index")};//\`

## Failed theories

### <img src=x onerror=${run("theory")}>

Wrong because: </s><script>${run("reason")}</script>

## Root cause

The synchronous write blocked the event loop <script>${run("cause")}</script> and zebrafish hung.

## Fix

- "><script>${run("fix")}</script>

## Actions

- [ ] <script>${run("action")}</script> @"><script>${run("action-owner")}</script> guard:javascript:${run("guard")}

\`\`\`html"onload="${run("fence")}"
</code></pre><script>${run("block")}</script>
\`\`\`
`;

let base;
let pages;
let context;

before(async () => {
  const records = temporary("hostile");
  mkdirSync(path.join(records, "patterns"));
  writeFileSync(path.join(records, "hostile.md"), record);
  writeFileSync(path.join(records, "plain.md"), "# Plain\n\n## Symptoms\n\nzebrafish\n");
  const site = siteOf(records);
  base = `${pathToFileURL(site)}/`;
  pages = pagesOf(site);
  context = await open();
});

after(() => context?.close());

test("no page of the site runs what a record brings, even when it is touched all over", async () => {
  assert.ok(pages.includes("incidents/hostile/index.html"));
  for (const path of pages) {
    await quietly(context, base, async (page) => {
      await page.goto(base + path);
      assert.deepEqual(await page.evaluate(touchAll), { ran: undefined, dangerous: [] }, path);
    });
  }
});

/** Fires the events that a handler could wait for, and names what should not be there at all. */
function touchAll() {
  const dangerous = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const scheme = value.replace(/[\u0000-\u0020]/g, "").toLowerCase();
      const handler = name.startsWith("on") || name === "style" || name === "srcdoc";
      const address = ["href", "src", "action", "formaction", "data"].includes(name);
      if (handler || (address && /^(javascript|vbscript|data):/.test(scheme))) dangerous.push(element.outerHTML.slice(0, 200));
    }
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "MATH", "STYLE", "TEMPLATE"].includes(element.tagName.toUpperCase())) {
      dangerous.push(element.outerHTML.slice(0, 200));
    }
    for (const type of ["mouseover", "focus", "toggle", "error", "load"]) element.dispatchEvent(new Event(type));
  }
  return { ran: globalThis.ran, dangerous };
}

test("the words that tried to be code are shown as words", async () => {
  await quietly(context, base, async (page) => {
    await page.goto(`${base}incidents/hostile/index.html`);
    const text = await page.locator("main").textContent();
    for (const name of ["script", "symptom", "cause", "theory", "reason", "fix", "block", "code", "heading"]) {
      assert.ok(text.includes(`push('${name}')`) || text.includes(`push(‘${name}’)`), `${name} is lost`);
    }
    assert.ok(text.includes("{{ 7 * 7 }} {% raw %}"), "template syntax is shown as typed");
  });
});
