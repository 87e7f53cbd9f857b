// The incidents that look like a complaint, as `src/knowledge/triage/alike.rs` finds them. Words and the search index are
// those of the search (`assets/search/`).
(function (site, triage) {
  'use strict';

  const search = site.search;

  // ---- Words ----

  // `put_nowait`, `asyncio.Queue`, `std::io`, `maxConnections`
  function isName(raw) {
    return (/[_.\\/]|::/.test(raw) || /[a-z][A-Z]/.test(raw)) && (raw.match(/[a-z]/gi) || []).length >= 4;
  }

  // `ORA-01017`, `E-2041`, `ERR_1205`: letters and the number of an error.
  function isCode(raw) { return /^[A-Z]{1,10}[-_][0-9]{3,6}$/.test(raw); }

  // The words of a line worth comparing, each once: { text, weight, name }.
  function telling(line) {
    var found = [], seen = new Set(), common = search.directory.common;
    search.eachTerm(line, function (text, start, end, position, kind) {
      var raw = line.slice(start, end), digits = (text.match(/\d/g) || []).length;
      var fits = digits === text.length ? digits >= 3 && digits <= 5 && text[0] !== '0' : digits * 2 <= text.length;
      var code = kind === search.IDENTIFIER && isCode(raw);
      if (text.length > 48 || !(fits || code) || common.has(search.folded(raw)) || seen.has(text)) return;
      seen.add(text);
      var name = code || (kind === search.IDENTIFIER && isName(raw));
      found.push({ text: text, name: name, weight: name ? 1.3 : kind === search.WORD && triage.known.generic.has(text) ? 0.35 : 1 });
    });
    return found;
  }

  // ---- Look-alikes ----

  // So many words are looked for, the heaviest; each may need a script of its own.
  var MOST_WORDS = 200;

  // The numbers of the incidents that hold most of what is asked for, best first. This is all that is asked of the
  // search index, so that another index can take its place.
  function candidates(weights, rarity) {
    var scores = new Map(), steps = search.directory.constants.steps;
    weights.forEach(function (weight, text) {
      var term = search.term(text), rare = rarity(text);
      if (term) term.docs.forEach(function (doc, at) {
        scores.set(doc, (scores.get(doc) || 0) + weight * rare * (0.5 + 2.2 * term.shares[at] / steps));
      });
    });
    var best = Array.from(scores).sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; }).slice(0, 24);
    return best.map(function (each) { return each[0]; });
  }

  // How rare words are; one that is not looked for is as rare as one that a single record holds.
  function rarities(weights) {
    var all = Math.max(search.directory.count, 20), held = new Map();
    function of(count) { return Math.log(1 + Math.max(all - count + 0.5, 0.5) / (count + 0.5)); }
    function rarity(text) {
      if (!held.has(text)) {
        var term = weights.has(text) ? search.term(text) : null;
        held.set(text, of(term ? term.docs.length : 1));
      }
      return held.get(text);
    }
    return { of: of, rarity: rarity };
  }

  // A line ready to be compared; its template is kept in lower case.
  function compared(number, line) { return { number: number, words: telling(line), template: triage.mask(line).toLowerCase() }; }

  function quotes(ours, theirs) {
    function holds(one, other) { return other.template.length >= 12 && other.template.split(/\s+/).filter(Boolean).length > 2 && one.template.indexOf(other.template) >= 0; }
    return holds(ours, theirs) || holds(theirs, ours);
  }

  var RUN = 4, FEW = 3;

  // Whether a row of words of the one stands in the other, and holds one of these terms.
  function sharesARun(one, other, terms) {
    function runs(template) {
      var words = template.split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean), found = [];
      for (var at = 0; at + RUN <= words.length; at++) found.push(words.slice(at, at + RUN).join(' '));
      return found;
    }
    if (!terms.length) return false;
    var ours = new Set(runs(one.template));
    return runs(other.template).some(function (run) {
      return ours.has(run) && run.split(' ').some(function (word) { return terms.indexOf(search.stem(word)) >= 0; });
    });
  }

  // Whether two words stand in a row in both, each of which is one of these terms, and one of them a rare one.
  function sharesAPair(one, other, terms, rare) {
    function stems(template) { return template.split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean).map(function (word) { return search.stem(word); }); }
    function has(list, word) { return list.indexOf(word) >= 0; }
    var ours = stems(one.template), theirs = stems(other.template);
    return theirs.some(function (word, at) {
      var next = theirs[at + 1];
      if (next === undefined || !has(terms, word) || !has(terms, next) || !(has(rare, word) || has(rare, next))) return false;
      return ours.some(function (own, place) { return own === word && ours[place + 1] === next; });
    });
  }

  // Whether a complaint speaks for a theory: they share two words in a row.
  function speaksFor(asked, theory) {
    var theirs = compared(0, theory);
    return asked.lines.slice(0, 60).some(function (line) {
      var ours = compared(0, line.text), shared = ours.words.filter(function (word) { return theirs.words.some(function (other) { return other.text === word.text; }); });
      shared = shared.map(function (word) { return word.text; });
      return sharesAPair(ours, theirs, shared, shared);
    });
  }

  function likeness(one, other, rare, isTitle) {
    var ours = one.words, theirs = other.words, quoted = quotes(one, other);
    var shared = ours.filter(function (word) { return theirs.some(function (other) { return other.text === word.text; }); });
    if (!shared.length) return null;
    function isRare(word) { return word.weight >= 1 && word.weight * rare.rarity(word.text) >= rare.of(FEW); }
    function texts(words) { return words.map(function (word) { return word.text; }); }
    var rares = texts(shared.filter(isRare)), paired = sharesAPair(one, other, texts(shared), rares);
    var titled = one.prose && isTitle && shared.some(function (word) {
      return word.weight >= 1 && Array.from(word.text).length >= 5 && word.weight * rare.rarity(word.text) >= rare.of(2);
    });
    quoted = quoted || sharesARun(one, other, rares);
    var literal = (quoted && rares.length > 0) || paired;
    function sum(words) { return words.reduce(function (sum, word) { return sum + word.weight * rare.rarity(word.text); }, 0); }
    var both = sum(shared), share = both / Math.min(sum(ours), sum(theirs));
    var telling = shared.filter(function (word) { return word.weight >= 1; }).length;
    var named = shared.some(function (word) { return word.name && word.weight * rare.rarity(word.text) >= rare.of(2); });
    var whole = one.prose && shared.length === ours.length && shared.length >= 2 && telling >= 1;
    if (!quoted && !named && !whole && !paired && !titled && !(telling >= 2 && share >= 0.34 && both >= (one.prose ? 0.85 : 1.1) * rare.of(1))) return null;
    return { score: both * Math.sqrt(share) + (quoted ? rare.of(1) : 0), shared: texts(shared), literal: literal || named };
  }

  function heaviest(weights) {
    var all = Array.from(weights).sort(function (a, b) { return b[1] - a[1] || (a[0] < b[0] ? -1 : 1); });
    return new Map(all.slice(0, MOST_WORDS));
  }

  function loadParts(numbers) {
    var needed = Array.from(new Set(numbers.map(function (number) { return Math.floor(number / triage.known.part); })));
    return Promise.all(needed.map(function (part) {
      return new Promise(function (done) { triage.script('triage/part-' + part + '.js', done); });
    }));
  }

  // The incidents that look like what was pasted, as a promise.
  function lookAlikes(asked) {
    var weights = new Map(), numbers = [], rare = null, isProse = !asked.log;
    var lines = asked.lines.slice(0, 60).map(function (line, number) {
      var asked = compared(number, line.text);
      asked.words.forEach(function (word) { weights.set(word.text, Math.max(weights.get(word.text) || 0, word.weight * line.weight)); });
      asked.weight = line.weight;
      asked.prose = isProse;
      return asked;
    });
    weights = heaviest(weights);
    return search.loadTerms(Array.from(weights.keys())).then(function () {
      rare = rarities(weights);
      numbers = candidates(weights, rare.rarity);
      return loadParts(numbers);
    }).then(function () {
      var found = numbers.map(function (number) { return held(number, lines, rare); }).filter(Boolean);
      found.sort(function (a, b) { return b.score - a.score || a.number - b.number; });
      found = found.filter(function (like) { return like.literal || like.score >= 0.35 * found[0].score; }).slice(0, 5);
      return Promise.all(found.map(function (like) {
        return search.text('texts', like.number).then(function (text) { return Object.assign(like, { doc: docOf(text) }); });
      }));
    });
  }

  function docOf(text) {
    var patterns = (text.patterns || []).map(function (pattern) { return pattern[0]; });
    return { id: text.id, title: text.title, date: text.date, services: text.services || [], patterns: patterns };
  }

  function held(number, lines, rare) {
    var told = (triage.parts[Math.floor(number / triage.known.part)] || [])[number % triage.known.part], reasons = [], literal = false;
    if (!told) return null;
    // The first face is the title.
    told.faces.forEach(function (face, at) {
      var theirs = compared(0, face[1]), best = null;
      lines.forEach(function (line) {
        var alike = likeness(line, theirs, rare, at === 0), score = alike && alike.score * face[0] * Math.sqrt(line.weight);
        if (alike && alike.literal) literal = true;
        if (alike && (!best || score > best.score)) best = { line: line.number, text: face[1], score: score, shared: alike.shared };
      });
      if (best) reasons.push(best);
    });
    reasons.sort(function (a, b) { return b.score - a.score; });
    var kept = [];
    reasons.forEach(function (reason) {
      var fresh = kept.every(function (other) { return reason.shared.some(function (word) { return other.shared.indexOf(word) < 0; }); });
      if (kept.length < 3 && fresh) kept.push(reason);
    });
    if (!kept.length) return null;
    var score = kept.reduce(function (sum, reason, rank) { return sum + reason.score / (1 << rank); }, 0);
    return { number: number, score: score, reasons: kept, told: told, literal: literal };
  }

  Object.assign(triage, { lookAlikes, speaksFor });
})(window.CASEBOOK, window.CASEBOOK.triage = window.CASEBOOK.triage || {});
