// The site's script: the switch of colours, and search. Every page reads fully without it.
//
// It runs in the head, so that colours are right before the first paint; all else waits for the page. The search is a
// script of its own, joined from `search/`; it is asked for when a search box is first used.
(function () {
  'use strict';

  var html = document.documentElement;
  var base = html.getAttribute('data-root') || '';
  html.classList.add('js');

  // ---- Words ----

  // What the pages say in their own name, in the language of the site. The words that a script names stand before it;
  // see `templates/words/en.toml`.
  function said(key, count) {
    var text = (window.CASEBOOK_WORDS || {})[key];
    if (text === undefined || typeof text === 'string') return text === undefined ? key : text;
    var exact = text[String(count)];
    return exact !== undefined ? exact : text[new Intl.PluralRules(text.lang || html.lang).select(count)] || text.other;
  }

  function shown(value) { return typeof value === 'number' ? number(value) : String(value); }

  function number(value) { return value.toLocaleString(html.lang || 'en'); }

  // A word with its places filled: `count` chooses the plural form.
  function word(key, values) {
    values = values || {};
    return said(key, values.count).replace(/\{([a-z_]+)\}/g, function (place, name) { return name in values ? shown(values[name]) : place; });
  }

  // The same as pieces to append, where elements fill some of the places.
  function wordParts(key, values) {
    return said(key, values.count).split(/(\{[a-z_]+\})/).filter(Boolean).map(function (part) {
      var value = part[0] === '{' ? values[part.slice(1, -1)] : undefined;
      return value === undefined ? part : value instanceof Node ? value : shown(value);
    });
  }

  // ---- Colours ----

  var THEME = 'casebook-theme';

  function remembered() {
    try { return localStorage.getItem(THEME); } catch (e) { return null; }
  }

  function remember(theme) {
    try {
      if (theme) localStorage.setItem(THEME, theme); else localStorage.removeItem(THEME);
    } catch (e) { /* Without storage the choice lasts as long as the page. */ }
  }

  function wear(theme) {
    if (theme === 'light' || theme === 'dark') html.setAttribute('data-theme', theme);
    else html.removeAttribute('data-theme');
  }

  wear(remembered());

  function addThemeSwitch() {
    var button = document.querySelector('.theme-toggle');
    if (!button) return;
    var next = { system: 'light', light: 'dark', dark: 'system' };
    function now() { return html.getAttribute('data-theme') || 'system'; }
    function label() {
      var text = word('colours.now', { now: word('colours.' + now()), next: word('colours.' + next[now()]) });
      button.setAttribute('aria-label', text);
      button.title = text;
    }
    button.addEventListener('click', function () {
      var theme = next[now()];
      wear(theme);
      remember(theme === 'system' ? null : theme);
      label();
    });
    label();
  }

  // ---- Code ----

  // A button in the corner of each block of code. Its place has no height, so that nothing moves when it comes.
  function addCopyButtons() {
    if (!navigator.clipboard) return;
    document.querySelectorAll('.prose pre').forEach(function (block) {
      var text = block.textContent;
      var place = document.createElement('span');
      var button = document.createElement('button');
      place.className = 'copy-place';
      button.className = 'copy';
      button.type = 'button';
      button.textContent = word('code.copy');
      button.addEventListener('click', function () {
        navigator.clipboard.writeText(text).then(function () { button.textContent = word('code.copied'); }, function () { button.textContent = word('code.refused'); });
      });
      place.appendChild(button);
      block.insertBefore(place, block.firstChild);
    });
  }

  // ---- Search ----

  // What the scripts of the site share.
  window.CASEBOOK = { base: base, word: word, wordParts: wordParts, number: number, search: { base: base } };

  var engine = null, page = null;

  // Loads a script whose address stands at the root element.
  function loaded(attribute) {
    return new Promise(function (done, fail) {
      var script = document.createElement('script');
      script.onload = done;
      script.onerror = function () { fail(new Error('no ' + attribute)); };
      script.src = html.getAttribute(attribute);
      document.head.appendChild(script);
    });
  }

  // Few pages need the search before somebody uses a search box. What cannot be loaded now may be later.
  function withSearch(use, failed) {
    engine = engine || (window.CASEBOOK.search.find ? Promise.resolve() : loaded('data-search'));
    engine.then(function () { use(window.CASEBOOK.search); }, function () {
      engine = null;
      if (failed) failed();
    });
  }

  // The same with what the page of results has, and the pages that it leads to.
  function withSearchPage(use, failed) {
    withSearch(function (search) {
      page = page || loaded('data-search-page');
      page.then(function () { use(search); }, function () {
        page = null;
        if (failed) failed();
      });
    }, failed);
  }

  // A box is made ready when it is first used: by a pointer, by the focus, or because words stand in it already.
  function addSearch(form) {
    var input = form.querySelector('input'), started = false, typed = history.state && history.state.typed;
    // What was typed before a result was opened.
    if (!input.value && typeof typed === 'string') input.value = typed;
    function start() {
      if (started) return;
      started = true;
      withSearch(function (search) { search.startBox(form); });
    }
    input.addEventListener('focus', start);
    form.addEventListener('pointerenter', start);
    if (document.activeElement === input || input.value) start();
  }

  // A list can be narrowed once a value is chosen, by a click or by the address. What is narrowed further than to the one
  // value of its page is a matter of the whole list, which `data-list` names; `data-asks` is what the page asks for.
  function addList(list) {
    var panel = list && list.querySelector('.search-narrow');
    if (!panel) return;
    if (window.matchMedia('(max-width: 46rem)').matches) panel.open = false;
    if (/[?&](severity|status|service|pattern|year|level|state|owner)=/.test(location.search)) withSearchPage(function (search) { search.startList(list); });
    panel.addEventListener('click', function (event) {
      var link = event.target.closest('a[data-facet]'), asks = panel.getAttribute('data-asks');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      var first = { facet: link.getAttribute('data-facet'), value: link.getAttribute('data-value') };
      if (asks) {
        location.href = panel.getAttribute('data-list') + '?' + asks + '&' + first.facet + '=' + encodeURIComponent(first.value);
        return;
      }
      // Where the search cannot be loaded, the link leads to the value's own page.
      withSearchPage(function (search) { search.startList(list, first); }, function () { location.href = link.href; });
    });
  }

  // The words of the search that led here.
  function asked(name) { return new URLSearchParams(location.search).get(name) || ''; }

  document.addEventListener('DOMContentLoaded', function () {
    addThemeSwitch();
    addCopyButtons();
    var results = document.querySelector('.search-page-results');
    document.querySelectorAll('form.search').forEach(function (form) {
      if (results) withSearchPage(function (search) { search.startPage(form, results); }); else addSearch(form);
    });
    if (asked('q') && document.querySelector('.incident')) withSearchPage(function (search) { search.startMarks(asked('q'), asked('meant')); });
    addList(document.querySelector('.page-incidents, .page-actions'));
    document.addEventListener('keydown', function (event) {
      var input = document.querySelector('form.search input');
      var typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey || !input) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
  });
})();
