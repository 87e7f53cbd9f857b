// The site's script: the switch of colours, and search. Every page reads fully without it.
//
// It runs in the head, so that colours are right before the first paint; all else waits for the page. The search index
// is a script of its own (`search-index.js`) that sets `window.CASEBOOK_INDEX`; it is asked for when a search box is
// first used. Text from records goes into text nodes only, never into markup.
(function () {
  'use strict';

  var html = document.documentElement;
  var base = html.getAttribute('data-root') || '';
  html.classList.add('js');

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
      var text = 'Colours: ' + now() + '. Change to ' + next[now()] + '.';
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

  // ---- Words ----

  var SMALL = /[\u0300-\u036f]/g;
  var LETTERS = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'þ': 'th', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'ł': 'l', 'ı': 'i', 'ς': 'σ' };
  var RUN = /[\p{L}\p{N}\p{M}]+(?:(?:[.:\/@#$\\_-]{1,3}|['’])[\p{L}\p{N}\p{M}]+)*/gu;
  var CJK = /[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc]+/gu;

  function fold(text) {
    return text.replace(/['’‘]/g, '').normalize('NFKD').replace(SMALL, '').toLowerCase().normalize('NFC')
      .replace(/[ßæœþøđðłıς]/g, function (c) { return LETTERS[c]; });
  }

  // The words of a text as { word, start, end, whole }: an identifier as a whole and in its parts.
  function words(text) {
    var found = [];
    var run, part;
    function add(piece, start, whole) {
      var word = fold(piece.replace(/['’][sS]$/, ''));
      if (word) found.push({ word: word, start: start, end: start + piece.length, whole: whole });
    }
    function pairs(piece, start) {
      if (piece.length === 1) add(piece, start, true);
      for (var i = 0; i + 1 < piece.length; i++) add(piece.slice(i, i + 2), start + i, true);
    }
    text = text.slice(0, 20000);
    CJK.lastIndex = 0;
    while ((run = CJK.exec(text))) pairs(run[0], run.index);
    var rest = text.replace(CJK, function (match) { return ' '.repeat(match.length); });
    RUN.lastIndex = 0;
    while ((run = RUN.exec(rest))) {
      var parts = /[\p{Lu}]+(?![\p{Ll}])|[\p{Lu}]?[\p{Ll}\p{Lo}\p{M}'’]+|[\p{N}]+/gu;
      var pieces = [];
      while ((part = parts.exec(run[0]))) pieces.push(part);
      var joined = run[0].split(/[.:\/@#$\\_-]+/);
      if (pieces.length > 1) add(run[0], run.index, true);
      if (joined.length > 1) {
        var at = 0;
        joined.forEach(function (piece) {
          at = run[0].indexOf(piece, at);
          if (piece) add(piece, run.index + at, false);
          at += piece.length;
        });
      }
      pieces.forEach(function (piece) { add(piece[0], run.index + piece.index, false); });
    }
    return found;
  }

  // ---- Index ----

  var index = null;
  var waiting = null;

  function own(object, key) { return Object.prototype.hasOwnProperty.call(object, key); }

  function termOf(word) {
    if (own(index.words, word)) return index.words[word];
    return own(index.terms, word) ? word : null;
  }

  function load(done) {
    if (index) return done(true);
    if (waiting) return waiting.push(done);
    waiting = [done];
    var script = document.createElement('script');
    function finish(ok) {
      var all = waiting;
      waiting = null;
      all.forEach(function (each) { each(ok); });
    }
    script.onload = function () {
      index = window.CASEBOOK_INDEX || null;
      if (index) index.vocabulary = Object.keys(index.words).concat(Object.keys(index.terms)).sort();
      finish(!!index);
    };
    script.onerror = function () { finish(false); };
    script.src = base + 'search-index.js';
    document.head.appendChild(script);
  }

  // The documents that hold a term and its weight in each, in turns; `pack` in `src/export/browser.rs` wrote them.
  var STEP = 2.2 / 8;

  function placesOf(term) {
    var packed = term !== null && own(index.terms, term) ? index.terms[term] : '', places = [], high = 0, doc = 0;
    for (var i = 0; i < packed.length; i++) {
      var digit = packed.charCodeAt(i) - 35;
      if (digit > 56) digit--;
      if (digit > 60) { high = high * 30 + digit - 61; continue; }
      var number = high * 61 + digit;
      doc += number >> 3;
      places.push(doc++, ((number & 7) + 1) * STEP);
      high = 0;
    }
    return places;
  }

  // The terms of the words that begin with `prefix`.
  function completions(prefix) {
    var list = index.vocabulary, low = 0, high = list.length, found = [];
    while (low < high) {
      var middle = (low + high) >> 1;
      if (list[middle] < prefix) low = middle + 1; else high = middle;
    }
    for (; low < list.length && list[low].indexOf(prefix) === 0 && found.length < 40; low++) {
      var term = termOf(list[low]);
      if (found.indexOf(term) < 0) found.push(term);
    }
    return found;
  }

  // ---- Query ----

  var FIELDS = { service: 'services', pattern: 'patterns', tag: 'tags', severity: 'severity', status: 'status' };

  function parse(text) {
    var query = { filters: [], groups: [], without: [], required: [], after: '', before: '' };
    var rest = text.slice(0, 1000).replace(/(^|\s)(service|pattern|tag|severity|status):("[^"]*"|\S+)/gi, function (_, gap, field, value) {
      query.filters.push([FIELDS[field.toLowerCase()], plain(value)]);
      return gap;
    });
    rest = rest.replace(/(^|\s)(after|before):(\d{4}(?:-\d\d){0,2})\b/gi, function (_, gap, field, day) {
      query[field.toLowerCase()] = day;
      return gap;
    });
    // The index does not know the parts of a record; a word asked for in one of them must stand somewhere.
    rest = rest.replace(/(^|\s)(?:title|symptom|error|cause|theory|fix):("[^"]*"|\S+)/gi, function (_, gap, value) {
      words(value).forEach(function (each) { if (!each.whole || termOf(each.word)) query.required.push(termOf(each.word)); });
      return gap + value.replace(/"/g, '');
    });
    rest = rest.replace(/(^|\s)-([\p{L}\p{N}]\S*)/gu, function (_, gap, word) {
      words(word).forEach(function (each) { query.without.push(termOf(each.word)); });
      return gap;
    });
    var all = words(rest);
    var seen = {};
    all.slice(0, 64).forEach(function (each, place) {
      var last = place === all.length - 1 && !/\s$/.test(rest);
      var term = termOf(each.word);
      var terms = term === null ? [] : [term];
      if (last && each.word.length > 1) {
        completions(each.word).forEach(function (more) { if (terms.indexOf(more) < 0) terms.push(more); });
      }
      // An identifier that is unknown as a whole is known by its parts.
      if (own(seen, each.word) || (each.whole && !terms.length)) return;
      seen[each.word] = true;
      query.groups.push({ terms: terms, exact: term, common: index.common.indexOf(each.word) >= 0 });
    });
    // Words that stand everywhere are looked for only where there are no others.
    var telling = query.groups.filter(function (group) { return !group.common; });
    if (telling.length) query.groups = telling;
    return query;
  }

  function plain(value) {
    return fold(value.replace(/"/g, '')).replace(/[\s_-]+/g, '-');
  }

  function passes(doc, query) {
    if (query.after && !(doc.date && doc.date >= query.after)) return false;
    if (query.before && !(doc.date && doc.date < query.before)) return false;
    return query.filters.every(function (filter) {
      var values = [].concat(doc[filter[0]] || []);
      return values.some(function (value) { return plain(value).indexOf(filter[1]) === 0; });
    });
  }

  // Numbers of documents, best first: rare words weigh more, and documents that hold more of the words come first.
  function search(query) {
    var count = index.documents.length, scores = new Map(), covered = new Map(), whole = 0;
    query.groups.forEach(function (group) {
      var best = new Map(), rarest = Math.log(1 + count);
      group.terms.forEach(function (term) {
        var places = placesOf(term), held = places.length / 2;
        var rarity = Math.log(1 + (count - held + 0.5) / (held + 0.5));
        var worth = term === group.exact ? 1 : 0.6;
        if (term === group.exact) rarest = rarity;
        for (var i = 0; i < places.length; i += 2) {
          var score = worth * rarity * places[i + 1];
          if (score > (best.get(places[i]) || 0)) best.set(places[i], score);
        }
      });
      whole += rarest;
      best.forEach(function (score, doc) {
        scores.set(doc, (scores.get(doc) || 0) + score);
        covered.set(doc, (covered.get(doc) || 0) + rarest);
      });
    });
    var narrows = query.filters.length || query.after || query.before;
    query.required.forEach(function (term) {
      var places = placesOf(term), held = new Set();
      for (var i = 0; i < places.length; i += 2) held.add(places[i]);
      scores.forEach(function (_, doc) { if (!held.has(doc)) scores.delete(doc); });
    });
    if (!query.groups.length && narrows) index.documents.forEach(function (_, doc) { scores.set(doc, 1); });
    query.without.forEach(function (term) {
      var places = placesOf(term);
      for (var i = 0; i < places.length; i += 2) scores.delete(places[i]);
    });
    var found = [];
    scores.forEach(function (score, doc) {
      if (!passes(index.documents[doc], query)) return;
      var share = whole ? Math.min(1, covered.get(doc) / whole) : 1;
      found.push([doc, score * share * share]);
    });
    function day(doc) { return index.documents[doc].date || ''; }
    found.sort(function (a, b) { return b[1] - a[1] || (day(a[0]) < day(b[0]) ? 1 : day(a[0]) > day(b[0]) ? -1 : a[0] - b[0]); });
    return found.map(function (each) { return each[0]; });
  }

  // ---- Results ----

  // The line of a document that holds most of the query, or its most telling one, with its section.
  function excerpt(doc, terms) {
    var best = null;
    doc.lines.forEach(function (each) {
      var seen = {}, hits = [];
      words(each[1]).forEach(function (word) {
        var term = termOf(word.word);
        if (term !== null && terms.has(term)) { seen[term] = true; hits.push(word); }
      });
      var score = Object.keys(seen).length;
      if (!best || score > best.score) best = { score: score, place: index.places[each[0]], line: each[1], hits: hits };
    });
    return best;
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function marked(line, hits) {
    var box = element('span', 'result-line'), at = 0;
    hits.sort(function (a, b) { return a.start - b.start || b.end - a.end; });
    var start = hits.length ? Math.max(0, hits[0].start - 90) : 0;
    if (start > 0) { start = line.indexOf(' ', start) + 1 || start; box.append('… '); }
    var end = Math.min(line.length, start + 240);
    at = start;
    hits.forEach(function (hit) {
      if (hit.start < at || hit.end > end) return;
      box.append(line.slice(at, hit.start), element('mark', '', line.slice(hit.start, hit.end)));
      at = hit.end;
    });
    box.append(line.slice(at, end), end < line.length ? ' …' : '');
    return box;
  }

  function result(number, terms) {
    var doc = index.documents[number], found = excerpt(doc, terms);
    var item = element('li', 'result'), link = element('a');
    link.href = base + 'incidents/' + encodeURIComponent(doc.id) + '/index.html' + (found ? '#' + encodeURIComponent(found.place[1]) : '');
    link.append(element('span', 'result-title', doc.title));
    if (found) link.append(marked(found.line, found.hits));
    var facts = [doc.date, doc.severity, doc.status, doc.services.join(', '), found && found.place[0] && 'in “' + found.place[0] + '”'];
    link.append(element('span', 'result-facts', facts.filter(Boolean).join(' · ')));
    item.append(link);
    return item;
  }

  function show(text, most) {
    var query = parse(text), terms = new Set();
    query.groups.forEach(function (group) { group.terms.forEach(function (term) { terms.add(term); }); });
    var found = search(query), list = element('ol');
    found.slice(0, most).forEach(function (number) { list.append(result(number, terms)); });
    return { list: list, count: found.length, shown: Math.min(found.length, most) };
  }

  function counted(answer) {
    if (!answer.count) return 'Nothing found. Fewer or other words may help.';
    var text = answer.count === 1 ? '1 incident' : answer.count + ' incidents';
    return answer.shown < answer.count ? text + ', the best ' + answer.shown + ' shown' : text;
  }

  function later(run) {
    var timer = 0;
    return function () { clearTimeout(timer); timer = setTimeout(run, 80); };
  }

  // Arrows go from the box through the results and back; Escape leaves them.
  function addKeys(form, input, box) {
    form.addEventListener('keydown', function (event) {
      var links = Array.prototype.slice.call(box.querySelectorAll('a'));
      var at = links.indexOf(document.activeElement);
      if (event.key === 'ArrowDown' && links.length) links[Math.min(at + 1, links.length - 1)].focus();
      else if (event.key === 'ArrowUp' && at >= 0) (at ? links[at - 1] : input).focus();
      else if (event.key === 'Escape') { input.focus(); if (form.contains(box)) box.hidden = true; }
      else return;
      event.preventDefault();
    });
  }

  var MISSING = 'The search index could not be loaded.';

  function addSearch(form) {
    var input = form.querySelector('input'), status = element('span', 'visually-hidden'), box = element('div', 'results');
    status.setAttribute('role', 'status');
    box.hidden = true;
    form.append(box, status);
    function update() {
      var text = input.value;
      if (!text.trim()) { box.hidden = true; return; }
      load(function (ok) {
        if (input.value !== text) return;
        var answer = ok && show(text, 8);
        status.textContent = ok ? counted(answer) : MISSING;
        box.replaceChildren(ok && answer.count ? answer.list : element('p', 'results-note', status.textContent));
        if (answer.shown < answer.count) box.append(element('p', 'results-note', answer.count + ' incidents. Enter shows more.'));
        box.hidden = false;
      });
    }
    input.addEventListener('focus', function () { load(function () {}); });
    input.addEventListener('input', later(update));
    form.addEventListener('focusin', function (event) { if (event.target === input && input.value.trim()) update(); });
    document.addEventListener('click', function (event) { if (!form.contains(event.target)) box.hidden = true; });
    form.addEventListener('focusout', function (event) { if (event.relatedTarget && !form.contains(event.relatedTarget)) box.hidden = true; });
    addKeys(form, input, box);
  }

  function addSearchPage(form, box) {
    var input = form.querySelector('input'), status = document.querySelector('.search-status');
    function update() {
      var text = input.value;
      try { history.replaceState(null, '', text ? '?q=' + encodeURIComponent(text) : location.pathname); } catch (e) { /* Some browsers refuse it for files. */ }
      if (!text.trim()) { box.replaceChildren(); status.textContent = ''; return; }
      load(function (ok) {
        if (input.value !== text) return;
        var answer = ok && show(text, 50);
        status.textContent = ok ? counted(answer) : MISSING;
        box.replaceChildren(ok ? answer.list : '');
      });
    }
    input.value = new URLSearchParams(location.search).get('q') || '';
    input.addEventListener('input', later(update));
    form.addEventListener('submit', function (event) { event.preventDefault(); update(); });
    addKeys(document.querySelector('.page-search'), input, box);
    update();
  }

  // What other scripts of the site may use: words as they are compared, and the index.
  window.CASEBOOK = { base: base, fold: fold, words: words, load: load, termOf: termOf, placesOf: placesOf, index: function () { return index; } };

  document.addEventListener('DOMContentLoaded', function () {
    addThemeSwitch();
    var page = document.querySelector('.search-page-results');
    document.querySelectorAll('form.search').forEach(function (form) {
      if (page) addSearchPage(form, page); else addSearch(form);
    });
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
