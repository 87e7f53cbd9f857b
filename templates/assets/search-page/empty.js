// What to do where nothing is found: what to leave out, where else to look, and how to ask.
(function (search) {
  'use strict';

  const MOST = 6;

  function without(text, clause) { return (text.slice(0, clause.start) + text.slice(clause.end)).replace(/\s+/g, ' ').trim(); }

  function instead(text, clause, other) { return (text.slice(0, clause.start) + other + text.slice(clause.end)).trim(); }

  // Other queries that may find something: { text, says }.
  function others(query) {
    const found = [];
    for (const clause of query.clauses.slice(0, MOST)) {
      const own = query.text.slice(clause.start, clause.end);
      if (clause.field) found.push({ text: instead(query.text, clause, (clause.unwanted ? '-' : '') + (clause.ask === 'phrase' ? '"' + clause.text + '"' : clause.text)), says: 'look for “' + clause.text + '” in the whole record' });
      if (clause.ask === 'phrase' && !clause.unwanted) found.push({ text: instead(query.text, clause, clause.text), says: 'the words of “' + clause.text + '”, wherever they stand' });
      if (query.clauses.length > 1) found.push({ text: without(query.text, clause), says: 'without ' + own });
    }
    const words = query.clauses.filter((clause) => clause.text !== undefined && !clause.unwanted).map((clause) => clause.text).join(' ');
    if (query.clauses.length > 1) found.push({ text: words, says: 'only the words, wherever they stand' });
    return found;
  }

  function row(query, says) {
    const { element } = search, link = element('a', 'other-query', says.says);
    link.href = '?q=' + encodeURIComponent(says.text);
    link.dataset.query = says.text;
    return element('li', '', link, element('span', 'facet-count', search.incidents(says.count)));
  }

  const SYNTAX = [
    ['connection refused', 'words; those that have more of them come first'],
    ['"event loop"', 'next to each other, in this order'],
    ['-redis', 'without this word'],
    ['cause:pool', 'in a part: title, symptom, error, cause, theory, fix'],
    ['service:api,web', 'with a value: service, pattern, severity, status, tag, id'],
    ['after:2025-06 before:2026', 'by date']
  ];

  // How to ask, as a table.
  search.syntaxHelp = function () {
    const { element } = search, table = element('table', 'search-syntax'), body = element('tbody');
    table.append(element('caption', '', 'What a search understands'), body);
    for (const [example, says] of SYNTAX) {
      const link = element('a', '', element('code', '', example));
      link.href = '?q=' + encodeURIComponent(example);
      link.dataset.query = example;
      const head = element('th', '', link);
      head.scope = 'row';
      body.append(element('tr', '', head, element('td', '', says)));
    }
    return table;
  };

  // A page that explains why nothing was found, as a promise; `hidden` is how many hits the chosen facets leave out.
  search.explainNothing = async function (answer, hidden, clearFacets) {
    const { element } = search, box = element('div', 'search-empty'), list = element('ul', 'other-queries');
    box.append(element('h2', '', 'Nothing found'));
    if (hidden) {
      const button = element('button', 'search-button', 'Show ' + search.incidents(hidden) + ' without the chosen facets');
      button.type = 'button';
      button.addEventListener('click', clearFacets);
      box.append(element('p', '', button));
    }
    const unknown = answer.found.filter((each) => !each.having && each.unit.role !== 'extra').map((each) => '“' + each.unit.typed + '”');
    if (unknown.length) box.append(element('p', '', 'No record has ' + Array.from(new Set(unknown)).join(', ') + (answer.found.some((each) => each.unit.field || each.unit.forms.some((form) => form.bySide)) ? ' where it is asked for.' : '.')));
    const seen = new Set();
    for (const other of others(answer.query)) {
      if (!other.text || seen.has(other.text)) continue;
      seen.add(other.text);
      const count = (await search.find(other.text)).hits.length;
      if (count) list.append(row(answer.query, Object.assign(other, { count })));
    }
    if (list.childNodes.length) box.append(element('p', '', 'This finds something:'), list);
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
        const near = known.filter((each) => each.includes(key) || key.includes(each)).slice(0, 3).map((each) => '`' + each + '`');
        notes.push('no incident has the ' + facet + ' `' + typed + '`' + (near.length ? ', but ' + near.join(', ') + (near.length > 1 ? ' are' : ' is') + ' there' : ''));
      }
    }
    return notes;
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
