// What to do where nothing is found: what to leave out, where else to look, and how to ask.
(function (search) {
  'use strict';

  const MOST = 6, FEW = 5, { word } = window.CASEBOOK;

  function without(text, clause) { return (text.slice(0, clause.start) + text.slice(clause.end)).replace(/\s+/g, ' ').trim(); }

  function instead(text, clause, other) { return (text.slice(0, clause.start) + other + text.slice(clause.end)).trim(); }

  // Other queries that may find something: { text, says }.
  function others(query) {
    const found = [];
    for (const clause of query.clauses.slice(0, MOST)) {
      const own = query.text.slice(clause.start, clause.end);
      if (clause.field) found.push({ text: instead(query.text, clause, (clause.unwanted ? '-' : '') + (clause.ask === 'phrase' ? '"' + clause.text + '"' : clause.text)), says: word('results.in-all', { text: clause.text }) });
      if (clause.ask === 'phrase' && !clause.unwanted) found.push({ text: instead(query.text, clause, clause.text), says: word('results.words-of', { text: clause.text }) });
      if (query.clauses.length > 1) found.push({ text: without(query.text, clause), says: word('results.without', { clause: own }) });
    }
    const words = query.clauses.filter((clause) => clause.text !== undefined && !clause.unwanted).map((clause) => clause.text).join(' ');
    if (query.clauses.length > 1) found.push({ text: words, says: word('results.only-words') });
    return found;
  }

  function row(query, says) {
    const { element } = search, link = element('a', 'other-query', says.says);
    link.href = '?q=' + encodeURIComponent(says.text);
    link.dataset.query = says.text;
    return element('li', '', link, element('span', 'facet-count', search.incidents(says.count)));
  }

  const SYNTAX = [
    ['connection refused', () => word('syntax.words')],
    ['"event loop"', () => word('syntax.phrase')],
    ['-redis', () => word('syntax.without')],
    ['cause:pool', () => word('syntax.field')],
    ['service:api,web', () => word('syntax.value')],
    ['after:2025-06 before:2026', () => word('syntax.date')]
  ];

  // How to ask, as a table.
  search.syntaxHelp = function () {
    const { element } = search, table = element('table', 'search-syntax'), body = element('tbody');
    table.append(element('caption', '', word('syntax.heading')), body);
    for (const [example, says] of SYNTAX) {
      const link = element('a', '', element('code', '', example));
      link.href = '?q=' + encodeURIComponent(example);
      link.dataset.query = example;
      const head = element('th', '', link);
      head.scope = 'row';
      body.append(element('tr', '', head, element('td', '', says())));
    }
    return table;
  };

  // A page that explains why nothing was found, as a promise; `hidden` is how many hits the chosen facets leave out.
  search.explainNothing = async function (answer, hidden, clearFacets) {
    const { element } = search, box = element('div', 'search-empty'), list = element('ul', 'other-queries');
    box.append(element('h2', '', search.found(0)));
    if (hidden) {
      const button = element('button', 'search-button', word('results.without-facets', { count: hidden }));
      button.type = 'button';
      button.addEventListener('click', clearFacets);
      box.append(element('p', '', button));
    }
    const unknown = answer.found.filter((each) => !each.having && each.unit.role !== 'extra').map((each) => word('results.unknown-word', { word: each.unit.typed }));
    const words = Array.from(new Set(unknown)).join(', '), isPlaced = answer.found.some((each) => each.unit.field || each.unit.forms.some((form) => form.bySide));
    if (words) box.append(element('p', '', isPlaced ? word('results.unknown-place', { words }) : word('results.unknown', { words })));
    const seen = new Set();
    for (const other of others(answer.query)) {
      if (!other.text || seen.has(other.text)) continue;
      seen.add(other.text);
      const count = (await search.find(other.text)).hits.length;
      if (count) list.append(row(answer.query, Object.assign(other, { count })));
    }
    if (list.childNodes.length) box.append(element('p', '', word('results.finds')), list);
    box.append(search.syntaxHelp());
    return box;
  };

  // What is near a facet's value that no incident has, as a sentence for each, as a promise.
  search.unknownValues = async function (plan) {
    const notes = [];
    for (const [facet, values] of plan.facets) {
      const known = facet === 'id' ? [] : (await search.facet(facet)).map((each) => each.term.slice(facet.length + 1));
      for (const { typed, term } of values) {
        const key = term.slice(facet.length + 1);
        if (search.term('=' + term)) continue;
        const alike = known.filter((each) => each.includes(key) || key.includes(each)).slice(0, 3);
        const near = (alike.length || known.length > FEW ? alike : known).map((each) => '`' + each + '`');
        const what = { facet: word('query.facet-' + facet), value: typed };
        notes.push(near.length ? word('query.no-value-near', { ...what, near: near.join(', '), count: near.length }) : word('query.no-value', what));
      }
    }
    return notes;
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
