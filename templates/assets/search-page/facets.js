// Facets: what a list can be narrowed by, with how much of it is left for each value.
(function (search) {
  'use strict';

  // The values of the other facets stand by how many have them.
  const SHOWN = 7, IN_ORDER = ['severity', 'year', 'level', 'state'];
  const { word, number } = window.CASEBOOK;

  search.FACETS = ['severity', 'status', 'service', 'pattern', 'year', 'level'];

  // The incidents of each year, newest first; those without a date belong to none.
  async function years() {
    const days = await search.days(), found = new Map();
    days.forEach((day, doc) => {
      const year = Math.floor(day / 10000);
      if (!year) return;
      if (!found.has(year)) found.set(year, []);
      found.get(year).push(doc);
    });
    return Array.from(found).sort((a, b) => b[0] - a[0]).map(([year, docs]) => ({ value: String(year), name: String(year), docs }));
  }

  const LEVELS = ['note', 'record', 'analysed', 'guarded'];

  // The incidents whose records are worked out so far, the furthest first.
  async function levels() {
    const own = await search.levels(), found = LEVELS.map((name) => ({ value: name, name: word('level.' + name), docs: [] }));
    own.forEach((level, doc) => { if (level >= 0) found[level].docs.push(doc); });
    return found.reverse().filter((each) => each.docs.length);
  }

  let loaded = null;

  // Every facet as { facet, values }; a value has its key, its name and its documents.
  search.facets = function () {
    loaded = loaded || Promise.all(search.FACETS.map(async (facet) => {
      if (facet === 'year') return { facet, values: await years() };
      if (facet === 'level') return { facet, values: await levels() };
      const values = await search.facet(facet);
      const nameOf = facet === 'status' ? search.status : (name) => name;
      return { facet, values: values.map(({ term, name, docs }) => ({ value: term.slice(facet.length + 1), name: nameOf(name), docs })) };
    }));
    return loaded;
  };

  // Which documents of so many have one of the chosen values of a facet; `null` where none is chosen.
  function having({ facet, values }, chosen, count) {
    const own = chosen.get(facet);
    if (!own || !own.size) return null;
    const has = new Uint8Array(count);
    for (const each of values) if (own.has(each.value)) each.docs.forEach((doc) => { has[doc] = 1; });
    return has;
  }

  // The hits that all facets leave, and for each value how many there would be with it; `count` is how many documents
  // there are.
  search.narrow = function (facets, chosen, hits, count = search.directory.count) {
    const has = facets.map((facet) => having(facet, chosen, count));
    const left = hits.filter((hit) => has.every((of) => !of || of[hit.doc]));
    const counts = facets.map((facet, own) => {
      const marked = new Uint8Array(count);
      for (const hit of hits) if (has.every((of, at) => at === own || !of || of[hit.doc])) marked[hit.doc] = 1;
      return facet.values.map((value) => value.docs.reduce((sum, doc) => sum + marked[doc], 0));
    });
    return { left, counts };
  };

  function byCount(a, b) { return b.isChosen - a.isChosen || b.count - a.count || a.at - b.at; }

  function box(facet, value, count, isChosen, toggle) {
    const { element } = search, input = element('input'), label = element('label', 'facet-value');
    input.type = 'checkbox';
    input.name = facet;
    input.value = value.value;
    input.checked = isChosen;
    input.addEventListener('change', () => toggle(facet, value.value));
    label.append(input, element('span', 'facet-name', value.name), element('span', 'facet-count', number(count)));
    return label;
  }

  // Shows the facets in `panel`; the one that had the focus keeps it.
  search.showFacets = function (panel, facets, chosen, counts, toggle, unfolded) {
    const { element } = search, focused = panel.contains(document.activeElement) ? document.activeElement : null;
    const name = focused && focused.name, value = focused && focused.value;
    const groups = facets.map(({ facet, values }, number) => {
      const own = chosen.get(facet) || new Set();
      let rows = values.map((each, at) => ({ each, at, count: counts[number][at], isChosen: own.has(each.value) }))
        .filter((row) => row.count || row.isChosen);
      if (!rows.length || (rows.length === 1 && !rows[0].isChosen && values.length === 1)) return null;
      if (!IN_ORDER.includes(facet)) rows.sort(byCount);
      const all = rows.length, isShort = !unfolded.has(facet) && all > SHOWN + 1;
      if (isShort) rows = rows.filter((row, at) => at < SHOWN || row.isChosen);
      const group = element('fieldset', 'search-facet search-facet-' + facet, element('legend', '', word('facets.' + facet)));
      group.append(...rows.map((row) => box(facet, row.each, row.count, row.isChosen, toggle)));
      if (isShort) {
        const more = element('button', 'facet-more', word('results.more-values', { count: all - rows.length }));
        more.type = 'button';
        more.addEventListener('click', () => {
          unfolded.add(facet);
          search.showFacets(panel, facets, chosen, counts, toggle, unfolded);
          panel.querySelectorAll('.search-facet-' + facet + ' input')[rows.length].focus();
        });
        group.append(more);
      }
      return group;
    });
    panel.replaceChildren(...groups.filter(Boolean));
    panel.parentNode.toggleAttribute('data-filled', panel.childNodes.length > 0);
    const again = name && Array.from(panel.querySelectorAll('input')).find((input) => input.name === name && input.value === value);
    if (again) again.focus();
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
