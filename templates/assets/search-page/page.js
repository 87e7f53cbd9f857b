// The page of results: as one types, with facets, under an address that can be shared.
(function (search) {
  'use strict';

  const STEP = 20, PAUSE = 15, { word } = window.CASEBOOK;

  // What the address asks for: the query, and the chosen values of each facet.
  function fromAddress() {
    const asked = new URLSearchParams(location.search);
    return { text: asked.get('q') || '', chosen: new Map(search.FACETS.map((facet) => [facet, new Set(asked.getAll(facet))])) };
  }

  function toAddress(text, chosen) {
    const asked = new URLSearchParams();
    if (text) asked.set('q', text);
    for (const [facet, values] of chosen) values.forEach((value) => asked.append(facet, value));
    const query = asked.toString();
    return query ? '?' + query : location.pathname;
  }

  function remember(how, text, chosen) {
    try { history[how](null, '', toAddress(text, chosen)); } catch (e) { /* Some browsers refuse it for files. */ }
  }

  function counted(answer, shown, total) {
    const isRanked = !total || answer.found.length || answer.plan.narrows;
    const found = isRanked ? search.found(total) : word('results.newest', { count: total });
    return shown < total ? word('results.shown', { found, shown }) : found;
  }

  search.startPage = function (form, box) {
    const { element } = search, input = form.querySelector('input'), status = document.querySelector('.search-status');
    const panel = document.querySelector('.search-facets'), notes = document.querySelector('.search-notes'), unfolded = new Set();
    let { text, chosen } = fromAddress(), timer = 0, turn = 0, most = STEP, shownFor = null, ready = Promise.resolve();

    // The way on to the checks; its place is kept as long as something is asked.
    const onward = element('p', 'search-onward', element('a', '', word('results.triage')));
    box.before(onward);

    function leadOn() {
      onward.hidden = !text.trim();
      onward.firstChild.href = search.base + 'triage/index.html#q=' + encodeURIComponent(text);
    }

    function toggle(facet, value) {
      const own = chosen.get(facet);
      if (!own.delete(value)) own.add(value);
      remember('pushState', input.value, chosen);
      most = STEP;
      ready = update();
    }

    function clearFacets() {
      chosen.forEach((values) => values.clear());
      remember('pushState', input.value, chosen);
      ready = update();
      input.focus();
    }

    // The link that had the focus keeps it, or else the box gets it.
    function replace(children) {
      const focused = box.contains(document.activeElement) ? document.activeElement : null, doc = focused && focused.dataset.doc;
      box.replaceChildren(...children);
      if (!focused) return;
      const again = doc && Array.from(box.querySelectorAll('.result-link')).find((link) => link.dataset.doc === doc);
      (again || input).focus();
    }

    function moreButton(left) {
      const button = element('button', 'search-button', word('results.more', { count: Math.min(STEP, left) }));
      button.type = 'button';
      button.addEventListener('click', async () => {
        const before = box.querySelectorAll('.result-link').length;
        most += STEP;
        await (ready = update());
        const next = box.querySelectorAll('.result-link')[before];
        if (next) next.focus();
      });
      return button;
    }

    async function notesOf(answer) {
      const said = search.meantInstead(answer).concat(answer.query.notes, await search.unknownValues(answer.plan));
      // What stands between backticks was typed, or can be.
      const pieces = (note) => note.split('`').map((piece, at) => at % 2 ? element('code', '', piece) : piece);
      return said.map((note) => element('p', '', ...pieces(note)));
    }

    async function showAll(answer, own) {
      const facets = await search.facets();
      let hits = answer.hits;
      const isAsked = answer.query.clauses.length > 0, isChosen = Array.from(chosen.values()).some((values) => values.size);
      if (!isAsked) hits = await search.newest();
      const { left, counts } = search.narrow(facets, chosen, hits);
      const shown = isAsked || isChosen ? left.slice(0, most) : [];
      const results = await Promise.all(shown.map((hit) => search.answer(answer, hit.doc)));
      const said = await notesOf(answer);
      const empty = (isAsked || isChosen) && !left.length ? await search.explainNothing(answer, hits.length, clearFacets) : null;
      if (own !== turn) return;
      notes.replaceChildren(...said);
      search.showFacets(panel, facets, chosen, counts, toggle, unfolded);
      status.textContent = isAsked || isChosen ? counted(answer, results.length, left.length) : word('results.all', { count: hits.length });
      const list = element('ol', 'result-list', ...results.map((each) => search.result(answer, each)));
      const rest = left.length - results.length;
      if (!isAsked && !isChosen) replace([search.syntaxHelp()]);
      else replace(empty ? [empty] : rest > 0 ? [list, moreButton(rest)] : [list]);
    }

    // The first results come before the facets and other lines are downloaded; where nothing has to be, all come at once.
    async function showFirst(answer, own) {
      if (most > STEP || !answer.hits.length || Array.from(chosen.values()).some((values) => values.size)) return;
      const docs = answer.hits.slice(0, 8).map((hit) => hit.doc), first = await search.firstAnswers(answer, docs);
      if (!first && shownFor !== null) return;
      const results = first || await Promise.all(docs.map((doc) => search.answer(answer, doc)));
      if (own !== turn || !results.length) return;
      status.textContent = counted(answer, results.length, answer.hits.length);
      replace([element('ol', 'result-list', ...results.map((each) => search.result(answer, each)))]);
      return true;
    }

    async function update() {
      const own = ++turn;
      clearTimeout(timer);
      timer = 0;
      text = input.value;
      leadOn();
      let isShown = false;
      try {
        const answer = await search.find(text);
        if (own !== turn) return;
        isShown = await showFirst(answer, own);
        await showAll(answer, own);
        if (own === turn) shownFor = text;
      } catch (error) {
        if (own !== turn) return;
        status.textContent = search.failed();
        // What is there already is worth more than nothing.
        if (!isShown) replace([]);
      }
    }

    function settled() {
      if (timer || shownFor !== input.value) ready = update();
      return ready;
    }

    // Arrows go from the box through the results and back.
    function onKey(event) {
      const links = () => Array.from(box.querySelectorAll('.result-link')), at = links().indexOf(document.activeElement);
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'ArrowDown' && (at >= 0 || document.activeElement === input)) {
        event.preventDefault();
        if (at >= 0) links()[Math.min(at + 1, links().length - 1)].focus();
        else settled().then(() => { if (document.activeElement === input && links().length) links()[0].focus(); });
      } else if (event.key === 'ArrowUp' && at >= 0) {
        event.preventDefault();
        (at ? links()[at - 1] : input).focus();
      } else if (event.key === 'Escape' && at >= 0) {
        event.preventDefault();
        input.focus();
      }
    }

    if (window.matchMedia('(max-width: 46rem)').matches) panel.parentNode.open = false;
    input.value = text;
    input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        most = STEP;
        remember('replaceState', input.value, chosen);
        ready = update();
      }, PAUSE);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      remember('pushState', input.value, chosen);
      ready = update();
    });
    window.addEventListener('popstate', () => {
      ({ text, chosen } = fromAddress());
      input.value = text;
      most = STEP;
      ready = update();
    });
    document.querySelector('.page-search').addEventListener('click', (event) => {
      const link = event.target.closest('[data-query]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      input.value = link.dataset.query;
      remember('pushState', input.value, chosen);
      ready = update();
      input.focus();
    });
    document.querySelector('.page-search').addEventListener('keydown', onKey);
    ready = update();
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
