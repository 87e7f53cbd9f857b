// The list of promises that are not done, as facets narrow it. `src/export/browser/promises.rs` wrote what it shows; it
// looks as the pages of single values do.
(function (search) {
  'use strict';

  const { word, wordParts } = window.CASEBOOK;
  const STATES = {
    overdue: () => word('open-actions.only-overdue'), unowned: () => word('open-actions.only-unowned'), undated: () => word('open-actions.only-undated')
  };

  let loaded = null;

  // The facets with their values, and all promises, the longest overdue first.
  async function load() {
    await search.open();
    const script = search.directory.facts.promises;
    if (!script) return { facets: [], hits: [], count: 0 };
    const facts = await search.load('facts/' + script);
    const value = (facet) => ([value, name, docs]) => ({ value, name: facet === 'state' ? STATES[value]() : name, docs: search.documentsOf(docs) });
    return {
      facets: facts.facets.map(([facet, values]) => ({ facet, values: values.map(value(facet)) })),
      hits: Array.from({ length: facts.count }, (none, doc) => ({ doc })),
      count: facts.count,
      facts
    };
  }

  function all() {
    loaded = loaded || load().catch((error) => {
      loaded = null;
      throw error;
    });
    return loaded;
  }

  function time(date) {
    const made = search.element('time', '', date);
    made.dateTime = date;
    return made;
  }

  function row(promise) {
    const { element } = search, [id, title, anchor] = promise.incident, facts = element('p', 'action-facts'), box = element('span', 'box');
    const tell = (className, ...parts) => facts.append(element('span', className, ...parts), ' ');
    box.setAttribute('aria-hidden', 'true');
    if (promise.state === 'unmarked') tell('quiet', word('actions.no-box'));
    if (promise.owner) tell('', '@' + promise.owner); else tell('absent', word('actions.no-owner'));
    if (promise.due) tell('', ...wordParts('actions.due', { date: time(promise.due) })); else tell('absent', word('actions.no-date'));
    if (promise.overdue) tell('lacking', word('actions.overdue', { count: promise.overdue }));
    if (promise.ticket) tell('', promise.ticket);
    if (promise.guard) tell('', ...wordParts('actions.guard', { guard: element('code', '', promise.guard) }));
    const link = element('a', 'promise-link', title);
    link.href = search.base + 'incidents/' + encodeURIComponent(id) + '/index.html' + (anchor ? '#' + encodeURIComponent(anchor) : '');
    facts.append(link);
    return element('li', 'action action-' + promise.state, element('p', 'action-text', box, promise.text), facts);
  }

  async function show(hits, { facts }) {
    const texts = await Promise.all(hits.map(async ({ doc }) => {
      const block = await search.load('promises/' + facts.texts[Math.floor(doc / facts.block)]);
      return block[doc % facts.block];
    }));
    return search.element('ul', 'actions', ...texts.map(row));
  }

  search.promiseList = {
    names: ['state', 'owner', 'service'],
    all,
    show,
    link: '.promise-link',
    found: (count) => word('open-actions.found', { count }),
    more: (count) => word('open-actions.more', { count }),
    clear: () => word('open-actions.clear')
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
