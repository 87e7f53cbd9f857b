// A list that facets narrow, under an address that can be shared: that of incidents, and that of promises (`promises.js`).
//
// The page comes with links that lead to a list for each value. Once one of them is used, or the address asks for values,
// boxes take their place; until then nothing is downloaded.
(function (search) {
  'use strict';

  const STEP = 20, { word } = window.CASEBOOK;

  // What a list has to say of itself: its facets by name, all there is of them and of its hits, how hits are shown, and
  // its own words.
  search.incidentList = {
    names: search.FACETS,
    all: async () => {
      // First, because it loads the directory that names all else.
      const answer = await search.find('');
      const [facets, hits] = await Promise.all([search.facets(), search.newest()]);
      return { facets, hits, count: search.directory.count, answer };
    },
    show: async (hits, { answer }) => {
      const results = await Promise.all(hits.map((hit) => search.answer(answer, hit.doc)));
      return search.element('ol', 'result-list', ...results.map((each) => search.result(answer, each)));
    },
    link: '.result-link',
    found: (count) => word('facets.found', { count }),
    more: (count) => word('facets.more-incidents', { count }),
    clear: () => word('facets.clear')
  };

  // Makes a list one that can be narrowed; `first` is the value that was clicked, where one was.
  search.startList = function (page, first) {
    const list = page.classList.contains('page-actions') ? search.promiseList : search.incidentList;
    const { element } = search, panel = page.querySelector('.search-facets'), status = page.querySelector('.search-status');
    const whole = page.querySelector('.list-whole'), found = page.querySelector('.list-found'), unfolded = new Set();
    let chosen = fromAddress(), most = STEP, turn = 0;

    function fromAddress() {
      const asked = new URLSearchParams(location.search);
      return new Map(list.names.map((facet) => [facet, new Set(asked.getAll(facet))]));
    }

    function isChosen() { return Array.from(chosen.values()).some((values) => values.size); }

    function remember() {
      const asked = new URLSearchParams();
      for (const [facet, values] of chosen) values.forEach((value) => asked.append(facet, value));
      const query = asked.toString();
      try { history.pushState(null, '', query ? '?' + query : location.pathname); } catch (e) { /* Some browsers refuse it for files. */ }
    }

    function toggle(facet, value) {
      const own = chosen.get(facet);
      if (!own) return Promise.resolve();
      if (!own.delete(value)) own.add(value);
      most = STEP;
      remember();
      return update();
    }

    function clear() {
      chosen.forEach((values) => values.clear());
      remember();
      return update();
    }

    function button(text, act) {
      const made = element('button', 'search-button', text);
      made.type = 'button';
      made.addEventListener('click', act);
      return made;
    }

    function more(left) {
      return button(list.more(Math.min(STEP, left)), async () => {
        const before = found.querySelectorAll(list.link).length;
        most += STEP;
        await update();
        const next = found.querySelectorAll(list.link)[before];
        if (next) next.focus();
      });
    }

    async function update() {
      const own = ++turn;
      try {
        const all = await list.all();
        const { left, counts } = search.narrow(all.facets, chosen, all.hits, all.count);
        const narrowed = isChosen(), hits = narrowed ? left.slice(0, most) : [];
        const shown = await list.show(hits, all);
        if (own !== turn) return;
        search.showFacets(panel, all.facets, chosen, counts, toggle, unfolded);
        whole.hidden = narrowed;
        found.hidden = !narrowed;
        const total = list.found(left.length), rest = left.length - hits.length;
        status.textContent = narrowed ? (rest > 0 ? word('facets.shown', { found: total, shown: hits.length }) : total) : '';
        found.replaceChildren(element('p', '', button(list.clear(), clear)), shown);
        if (rest > 0) found.append(more(rest));
      } catch (error) {
        if (own !== turn) return;
        status.textContent = search.failed ? search.failed() : search.FAILED;
      }
    }

    window.addEventListener('popstate', () => {
      chosen = fromAddress();
      most = STEP;
      update();
    });
    if (!first) return update();
    return toggle(first.facet, first.value).then(() => {
      const box = Array.from(panel.querySelectorAll('input')).find((input) => input.name === first.facet && input.value === first.value);
      if (box) box.focus();
    });
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
