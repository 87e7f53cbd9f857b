// A search box on Pagefind, as its documentation shows: the first eight results with their excerpts.

import * as pagefind from "./pagefind/pagefind.js";

const input = document.querySelector("input");
const list = document.querySelector("ol");
let turn = 0;

input.addEventListener("focus", () => pagefind.init());
input.addEventListener("input", async () => {
  const own = ++turn;
  const { results } = await pagefind.search(input.value);
  const shown = await Promise.all(results.slice(0, 8).map((result) => result.data()));
  if (own !== turn) return;
  list.replaceChildren(...shown.map(({ meta, excerpt }) => {
    const item = document.createElement("li");
    item.innerHTML = `<b>${meta.title}</b> ${excerpt}`;
    return item;
  }));
});
