// The page "Triage": a symptom, an alert or a log, held against the casebook in the browser.
//
// It does what `src/knowledge/triage/` does in the terminal, a step under the same name for each, in the files beside
// this one: clean, mask, grade, fold, look-alikes, patterns, checks. Text of records and of the complaint goes into text
// nodes only, never into markup.
(function (site, triage) {
  'use strict';

  const { search, word } = site;
  if (!search || !search.eachTerm) return;

  // So much of a long text stands in the box; so many records are shown where nothing is alike.
  var SHOWN = 20000, NEAREST = 3;

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function link(href, text) {
    var made = element('a', '', text);
    made.href = site.base + href;
    return made;
  }

  function incidentLink(doc, fragment, text) { return link('incidents/' + encodeURIComponent(doc.id) + '/index.html' + fragment, text); }
  function patternLink(pattern) {
    var made = link('patterns/' + encodeURIComponent(pattern.id) + '/index.html', pattern.name);
    return made;
  }

  // Words between backticks are code.
  function withCode(text) {
    var box = element('span');
    text.split('`').forEach(function (part, at) { if (part) box.append(at % 2 ? element('code', '', part) : part); });
    return box;
  }

  function pair(list, label, value, className) {
    var dd = element('dd', className);
    dd.append(value);
    list.append(element('dt', '', label), dd);
  }

  function section(title, list, className) {
    var box = element('section', className);
    box.append(element('h2', '', title), list);
    return box;
  }

  function actionsOf(counts) {
    if (counts[0]) return word('triage.actions-open', { count: counts[0] });
    if (counts[2]) return word('triage.actions-unmarked', { count: counts[2] });
    return counts[1] ? word('triage.actions-done') : word('triage.action-none');
  }

  function causeIs(state) {
    if (state === 'suspected') return word('triage.maybe');
    return state === 'contributing' ? word('triage.factor') : word('triage.cause');
  }

  function incidentItem(asked, like) {
    var item = element('li', 'triage-incident'), title = element('h3'), list = element('dl'), told = like.told;
    title.append(incidentLink(like.doc, '', like.doc.title));
    item.append(title, element('p', 'quiet', [like.doc.date, like.doc.services.join(', '), actionsOf(told.actions)].filter(Boolean).join(' · ')));
    pair(list, word('triage.you'), asked.lines[like.reasons[0].line].text.slice(0, 240), 'triage-you');
    pair(list, word('triage.then'), like.reasons[0].text, 'triage-then');
    if (told.cause) pair(list, causeIs(told.cause_is), told.cause);
    if (told.fix) pair(list, word('triage.fix'), told.fix);
    item.append(list);
    return item;
  }

  function checkItem(check) {
    var item = element('li'), text = element('p'), from = element('span', 'quiet');
    if (check.like) from.append.apply(from, site.wordParts('triage.settled', { incident: incidentLink(check.like.doc, '', check.like.doc.title) }));
    else from.append(patternLink(check.pattern));
    text.append(withCode(check.text), ' ', from);
    item.append(text);
    return item;
  }

  // What refuted a theory, by what told it.
  var BY = {
    check: function (text) { return word('triage.by-check', { text: text }); },
    reason: function (text) { return word('triage.by-reason', { text: text }); },
    trial: function (text) { return word('triage.by-trial', { text: text }); }
  };

  function ruledItem(each) {
    var item = element('li'), statement = element('p'), struck = incidentLink(each.like.doc, '#theory--' + each.theory.number, '');
    struck.append(element('s', '', each.theory.theory));
    statement.append(struck);
    if (each.theory.wrong > 1) statement.append(' ', element('span', 'quiet', word('triage.wrong', { count: each.theory.wrong })));
    item.append(statement);
    if (each.theory.refutation) item.append(element('p', '', BY[each.theory.by](each.theory.refutation)));
    item.append(element('p', 'quiet', each.like.doc.title));
    return item;
  }

  function patternItem(each) {
    var item = element('li', 'triage-pattern'), title = element('h3');
    title.append(patternLink(each.pattern));
    item.append(title);
    if (each.best) {
      var line = element('p', 'triage-you'), at = 0;
      each.best.hits.sort(function (a, b) { return a.start - b.start; }).forEach(function (hit) {
        if (hit.start < at) return;
        line.append(each.best.text.slice(at, hit.start), element('mark', '', each.best.text.slice(hit.start, hit.end)));
        at = hit.end;
      });
      line.append(each.best.text.slice(at));
      item.append(line);
    } else item.append(element('p', 'quiet', word('triage.as-in', { incident: each.incidents[0].doc.title })));
    return item;
  }

  function listOf(name, className, items) {
    var list = element(name, className);
    items.forEach(function (item) { list.append(item); });
    return list;
  }

  function loudest(asked) {
    var loud = asked.lines.filter(function (line) { return line.grade >= triage.WARNING; });
    var plain = asked.lines.filter(function (line) { return line.grade < triage.WARNING && (!loud.length || line.grade === triage.PLAIN); });
    return listOf('ul', 'triage-loud', loud.concat(plain).slice(0, 3).map(function (line) {
      var item = element('li');
      item.append(element('span', 'count', site.number(line.count) + '×'), element('span', '', line.text.slice(0, 300)));
      return item;
    }));
  }

  // What the complaint says most of, as words for a search: nothing in it is an operator.
  function queryOf(asked) {
    var all = asked.lines.slice(0, 3).map(function (line) { return line.text; }).join(' ').split(/[\s":“”„«»\p{Cc}]+/u);
    var words = all.map(function (word) { return word.replace(/^-+/, ''); });
    return words.filter(function (word) { return /[\p{L}\p{N}]/u.test(word); }).slice(0, 24).join(' ');
  }

  // Where nothing is alike, what shares words with the complaint is better than nothing; it says that it is no more.
  function nearest(query, more) {
    search.find(query).then(function (answer) {
      return Promise.all(answer.hits.slice(0, NEAREST).map(function (hit) { return search.answer(answer, hit.doc); })).then(function (found) {
        if (!found.length || !more.isConnected) return;
        more.before(section(word('triage.nearest'), listOf('ol', 'result-list', found.map(function (each) { return search.result(answer, each); })), 'triage-whole'));
      });
    }).catch(function () { /* The way to the search stands there. */ });
  }

  function show(box, asked, alike) {
    var patterns = triage.likely(asked, alike), ordered = triage.checks(patterns, alike), ruled = triage.ruledOut(asked, alike), made = [];
    var main = element('div', 'triage-main'), side = element('div', 'triage-side');
    if (asked.log) {
      var lines = section(word('triage.loudest', { lines: word('triage.lines', { count: asked.read }), kinds: word('triage.kinds', { count: asked.kinds }) }), loudest(asked), 'triage-whole');
      made.push(lines);
    }
    if (alike.length) main.append(section(word('triage.looks-like'), listOf('ol', 'triage-incidents', alike.map(incidentItem.bind(null, asked))), 'triage-first'));
    if (ordered.length) side.append(section(word('triage.check'), listOf('ol', 'triage-checks', ordered.map(checkItem)), 'triage-second'));
    if (ruled.length) main.append(section(word('triage.ruled-out'), listOf('ul', 'triage-ruled', ruled.map(ruledItem)), 'triage-third'));
    if (patterns.length) side.append(section(word('triage.patterns'), listOf('ol', 'triage-patterns', patterns.map(patternItem)), 'triage-fourth'));
    made.push(main, side);
    box.replaceChildren.apply(box, made);
    if (!alike.length && !patterns.length) {
      var query = queryOf(asked), more = element('p', 'triage-whole');
      if (query) more.append(link('search/index.html?q=' + encodeURIComponent(query), word('triage.search')));
      box.replaceChildren(more);
      if (query) nearest(query, more);
      return word('triage.none');
    }
    return word('triage.found', { incidents: word('triage.incidents', { count: alike.length }), patterns: word('triage.patterns-found', { count: patterns.length }) });
  }

  document.addEventListener('DOMContentLoaded', function () {
    var form = document.querySelector('.triage-form'), box = document.querySelector('.triage-answer');
    if (!form || !box) return;
    var input = form.querySelector('textarea'), file = form.querySelector('input'), held = null, status = form.querySelector('.triage-status'), timer = 0;
    function update() {
      var text = held === null ? input.value : held;
      function isStale() { return text !== (held === null ? input.value : held); }
      if (!text.trim()) { box.replaceChildren(); status.textContent = ''; return; }
      status.textContent = word('triage.reading');
      var failed = word('triage.failed');
      search.open().then(function () {
        return new Promise(function (done) { triage.script('triage/known.js', done); });
      }).then(function (ok) {
        if (isStale()) return null;
        if (!ok || !triage.known) throw new Error(failed);
        var asked = triage.complaint(text);
        return triage.lookAlikes(asked).then(function (alike) { if (!isStale()) status.textContent = show(box, asked, alike); });
      }).catch(function () { if (!isStale()) status.textContent = failed; });
    }
    // A box with megabytes in it makes the page crawl; it shows how a long text begins, and all of it is read.
    function hold(text) {
      held = text.length > SHOWN ? text : null;
      input.value = text.slice(0, SHOWN);
      status.textContent = word('triage.reading');
      setTimeout(update, 30);
    }
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    input.addEventListener('input', function () { held = null; clearTimeout(timer); timer = setTimeout(update, 250); });
    input.addEventListener('paste', function (event) {
      var text = event.clipboardData ? event.clipboardData.getData('text') : '';
      if (text.length <= SHOWN) return;
      event.preventDefault();
      hold(text);
    });
    file.addEventListener('change', function () {
      var reader = new FileReader();
      reader.onload = function () { hold(reader.result); };
      reader.onerror = function () { status.textContent = word('triage.file-failed'); };
      if (file.files[0]) reader.readAsText(file.files[0].slice(0, triage.LONGEST));
    });
    // What was asked of the search comes behind `#`, which no server is told.
    function handedOver() {
      if (location.hash.indexOf('#q=') !== 0) return;
      try { input.value = decodeURIComponent(location.hash.slice(3)); } catch (e) { /* Who wrote the address wrote it wrongly. */ }
    }
    window.addEventListener('hashchange', function () { handedOver(); held = null; update(); });
    handedOver();
    if (input.value) update();
  });
})(window.CASEBOOK, window.CASEBOOK.triage = window.CASEBOOK.triage || {});
