// What results look like. Text from records goes into text nodes only, never into markup.
(function (search) {
  'use strict';

  const LONGEST = 240, { word } = window.CASEBOOK;
  // What the opening of a record says, by the field of the index.
  const IN_WORDS = {
    errors: () => word('results.errors'), cause: () => word('results.cause'), theories: () => word('results.theories'),
    fix: () => word('results.fix'), symptoms: () => word('results.symptoms')
  };

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children.filter((child) => child !== undefined && child !== null && child !== ''));
    return made;
  }

  // A text with its matches marked, cut around the first one where it is long.
  function marked(text, hits, className) {
    const box = element('span', className);
    let from = 0;
    if (text.length > LONGEST && hits.length && hits[0].start > 90) {
      const word = text.indexOf(' ', hits[0].start - 60) + 1;
      from = word && word <= hits[0].start ? word : hits[0].start;
    }
    const end = Math.min(text.length, from + LONGEST);
    if (from) box.append('… ');
    let at = from;
    for (const hit of hits) {
      if (hit.start < at || hit.end > end) continue;
      box.append(text.slice(at, hit.start), element('mark', '', text.slice(hit.start, hit.end)));
      at = hit.end;
    }
    box.append(text.slice(at, end), end < text.length ? ' …' : '');
    return box;
  }

  // The words to mark on the page one lands on: those typed, which lead back to the results, and those that were meant.
  function wordsFor({ query, corrections }) {
    const meant = corrections.map((each) => each.meant).join(' ');
    return '?q=' + encodeURIComponent(query.text.trim()) + (meant ? '&meant=' + encodeURIComponent(meant) : '');
  }

  function address(answer, { text, best }) {
    const words = answer.found.length ? wordsFor(answer) : '';
    const anchor = best && best.section[1] ? '#' + encodeURIComponent(best.section[1]) : '';
    return search.base + 'incidents/' + encodeURIComponent(text.id) + '/index.html' + words + anchor;
  }

  function place({ best }) {
    const section = best.section[0], what = IN_WORDS[best.field];
    if (section) return word('results.place', { section });
    return what ? word('results.place-opening-what', { what: what() }) : word('results.place-opening');
  }

  // A status as pages say it; the index has it as records do.
  function status(name) { return name && word('status.' + name); }

  function facts(text) { return [text.date, text.severity, status(text.status), (text.services || []).join(', ')].filter(Boolean).join(' · '); }

  // A result as a line in the list below a search box.
  function option(answer, shown, id) {
    const { text, best, wanted, doc } = shown, link = element('a', 'result-option');
    link.href = address(answer, shown);
    link.dataset.doc = doc;
    link.id = id;
    link.tabIndex = -1;
    link.setAttribute('role', 'option');
    link.setAttribute('aria-selected', 'false');
    link.append(marked(text.title, search.matches(text.title, wanted), 'result-title'));
    if (best) link.append(marked(best.line, best.hits, 'result-line'));
    link.append(element('span', 'result-facts', [facts(text), best && place(shown)].filter(Boolean).join(' · ')));
    return link;
  }

  function pair(list, name, className, value) {
    const row = element('div', className);
    row.append(element('dt', '', name), element('dd', '', value));
    list.append(row);
  }

  function tags(text) {
    const row = element('p', 'result-tags');
    for (const [id, name, state] of text.patterns || []) {
      const link = element('a', 'pattern-tag tag-' + state, name);
      link.href = search.base + 'patterns/' + encodeURIComponent(id) + '/index.html';
      row.append(link, ' ');
    }
    if (text.open) row.append(element('span', 'result-open', word('results.actions', { count: text.open })));
    return row.childNodes.length ? row : '';
  }

  function causeIs(state) {
    if (state === 'suspected') return word('results.maybe');
    return state === 'contributing' ? word('results.factor') : word('results.cause');
  }

  // A result as an answer: why it matched, cause, what proved it, fix, patterns, open actions.
  function result(answer, shown) {
    const { text, best, wanted, doc } = shown, item = element('li', 'result'), title = element('h2', 'result-head');
    const link = element('a', 'result-link', marked(text.title, search.matches(text.title, wanted), 'result-title'));
    link.href = address(answer, shown);
    link.dataset.doc = doc;
    title.append(link);
    item.append(title, element('p', 'result-facts', facts(text)));
    if (best) item.append(element('p', 'result-why', marked(best.line, best.hits, 'result-line'), ' ', element('span', 'result-place', place(shown))));
    const list = element('dl', 'result-told'), shows = (line) => line && !(best && line.startsWith(best.line));
    if (shows(text.cause)) pair(list, causeIs(text.cause_is), 'told-cause', marked(text.cause, search.matches(text.cause, wanted)));
    if (shows(text.check)) pair(list, word('results.check'), 'told-check', marked(text.check, search.matches(text.check, wanted)));
    if (shows(text.fix)) pair(list, word('results.fix'), 'told-fix', marked(text.fix, search.matches(text.fix, wanted)));
    item.append(list.childNodes.length ? list : '', tags(text));
    return item;
  }

  function incidents(count) { return word('results.incidents', { count }); }

  function found(count) { return count ? incidents(count) : word('results.none'); }

  Object.assign(search, { element, marked, option, result, incidents, found, status });
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
