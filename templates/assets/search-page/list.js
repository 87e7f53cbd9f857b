// The list of incidents, narrowed by facets that combine, under an address that can be shared.
//
// The page comes with links that lead to a list for each value. Once one of them is used, or the address asks for values,
// boxes take their place; until then nothing is downloaded.
(function (search) {
  'use strict';

  const STEP = 20, { word } = window.CASEBOOK;

  function fromAddress() {
    const asked = new URLSearchParams(location.search);
    return new Map(search.FACETS.map((facet) => [facet, new Set(asked.getAll(facet))]));
  }

  function isChosen(chosen) { return Array.from(chosen.values()).some((values) => values.size); }

  function remember(chosen) {
    const asked = new URLSearchParams();
    for (const [facet, values] of chosen) values.forEach((value) => asked.append(facet, value));
    const query = asked.toString();
    try { history.pushState(null, '', query ? '?' + query : location.pathname); } catch (e) { /* Some browsers refuse it for files. */ }
  }

  // Makes a list of incidents one that can be narrowed; `first` is the value that was clicked, where one was.
  search.startList = function (page, first) {
    const { element } = search, panel = page.querySelector('.search-facets'), status = page.querySelector('.search-status');
    const whole = page.querySelector('.list-whole'), found = page.querySelector('.list-found'), unfolded = new Set();
    let chosen = fromAddress(), most = STEP, turn = 0;

    function toggle(facet, value) {
      const own = chosen.get(facet);
      if (!own) return Promise.resolve();
      if (!own.delete(value)) own.add(value);
      most = STEP;
      remember(chosen);
      return update();
    }

    function clear() {
      chosen.forEach((values) => values.clear());
      remember(chosen);
      return update();
    }

    function button(text, act) {
      const made = element('button', 'search-button', text);
      made.type = 'button';
      made.addEventListener('click', act);
      return made;
    }

    function more(left) {
      return button(word('facets.more-incidents', { count: Math.min(STEP, left) }), async () => {
        const before = found.querySelectorAll('.result-link').length;
        most += STEP;
        await update();
        const next = found.querySelectorAll('.result-link')[before];
        if (next) next.focus();
      });
    }

    async function update() {
      const own = ++turn;
      try {
        // First, because it loads the directory that names all else.
        const answer = await search.find('');
        const [facets, newest] = await Promise.all([search.facets(), search.newest()]);
        const { left, counts } = search.narrow(facets, chosen, newest);
        const narrowed = isChosen(chosen), shown = narrowed ? left.slice(0, most) : [];
        const results = await Promise.all(shown.map((hit) => search.answer(answer, hit.doc)));
        if (own !== turn) return;
        search.showFacets(panel, facets, chosen, counts, toggle, unfolded);
        whole.hidden = narrowed;
        found.hidden = !narrowed;
        const total = word('facets.found', { count: left.length });
        status.textContent = narrowed ? (results.length < left.length ? word('facets.shown', { found: total, shown: results.length }) : total) : '';
        const rest = left.length - results.length;
        found.replaceChildren(element('p', '', button(word('facets.clear'), clear)), element('ol', 'result-list', ...results.map((each) => search.result(answer, each))));
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
