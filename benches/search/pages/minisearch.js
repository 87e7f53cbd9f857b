// A search box on MiniSearch: the whole index is downloaded when the box is first used.

const input = document.querySelector("input");
const list = document.querySelector("ol");
const options = { fields: ["title", "text"], storeFields: ["title"], searchOptions: { prefix: true, boost: { title: 3 } } };
let index = null;

input.addEventListener("input", async () => {
  index = index || fetch("index.json").then((response) => response.text()).then((text) => MiniSearch.loadJSON(text, options));
  const found = (await index).search(input.value).slice(0, 8);
  list.replaceChildren(...found.map(({ title }) => {
    const item = document.createElement("li");
    item.textContent = title;
    return item;
  }));
});
