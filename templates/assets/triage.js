// The page "Triage": a symptom, an alert or a log, held against the casebook in the browser.
//
// It does what `src/knowledge/triage/` does in the terminal, a step under the same name for each: clean, mask, grade,
// fold, look-alikes, patterns, checks. What it knows comes in classic scripts: `triage/known.js` has the signals of
// patterns, `triage/part-N.js` what is told of some incidents; both call `CASEBOOK_TRIAGE`. Words and the search index
// are those of the search (`search/`). Text of records and of the complaint goes into text nodes only, never into markup.
(function () {
  'use strict';

  var site = window.CASEBOOK, search = site && site.search, word = site && site.word;
  if (!search || !search.eachTerm) return;

  // ---- Data ----

  var known = null, parts = {}, waiting = {};
  window.CASEBOOK_TRIAGE = {
    known: function (value) { known = prepared(value); },
    part: function (number, value) { parts[number] = value; }
  };

  function script(path, done) {
    if (waiting[path]) return waiting[path] === true ? done(true) : waiting[path].push(done);
    var all = waiting[path] = [done], element = document.createElement('script');
    function finish(ok) { waiting[path] = ok || null; all.forEach(function (each) { each(ok); }); }
    element.onload = function () { finish(true); };
    element.onerror = function () { finish(false); };
    element.src = site.base + path;
    document.head.appendChild(element);
  }

  // ---- Clean ----

  // eslint-disable-next-line no-control-regex
  var ESCAPES = /\u001b(?:\[[ -?]*[@-~]?|[\]P_^X][^\u0007\u001b\u009c]*(?:\u0007|\u009c|\u001b.?)?|[()#].?|[!-~])|\u009b[ -?]*[@-~]?/g;
  // eslint-disable-next-line no-control-regex
  var CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
  var TIME = /^[[(<"]?(?:(?:\d{4}[-/]\d\d[-/]\d\d|\d\d[-/][A-Z][a-z]{2}[-/]\d{4}|([A-Z][a-z]{2} {1,2}\d{1,2})|[A-Z]\d{4} )[T :_]?)?(\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z| ?UTC| ?GMT|[+-]\d\d:\d\d| ?[+-]\d{4})?)?[\])>"]?[\s|:,-]*/;

  function clean(line) {
    line = line.replace(/[\r\n]+$/, '');
    if (line.indexOf('\r') >= 0) line = line.split('\r').filter(function (part) { return part.trim(); }).pop() || '';
    line = line.replace(ESCAPES, '').replace(/\t/g, ' ').replace(CONTROLS, '').trim();
    var found = TIME.exec(line), isDated = found && /^[[(<"]?(?:\d{4}[-/]|\d\d[-/][A-Z]|[A-Z]\d{4} )/.test(line);
    if (!found || !(found[2] || (isDated && !found[1]))) return { text: line, timed: false };
    var rest = line.slice(found[0].length), host = found[1] && /^\S+ (?=\S+: ?)/.exec(rest);
    return { text: host ? rest.slice(host[0].length) : rest, timed: true };
  }

  // ---- Mask ----

  var ANSWERS = /^(?:40[01348]|409|413|422|429|50[0-4])$/, CODES = /^(?:code|status|errno|signal|error|exit)$/i;
  var UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/gi;

  function mask(line) {
    var before = '';
    return line.replace(UUID, '0').replace(/[0-9a-z]+/gi, function (word) {
      var last = before, digits = (word.match(/\d/g) || []).length;
      before = word;
      if (!digits) return word.length > 40 ? '#' : word;
      var borders = (word.match(/\d(?=\D)|\D(?=\d)/g) || []).length;
      if (digits === word.length && (ANSWERS.test(word) || (word.length <= 5 && CODES.test(last)))) return word;
      if (digits === word.length || borders > 1 || word.length >= 20 || (word.length >= 4 && /^[0-9a-f]+$/i.test(word))) return '#';
      return /^\d/.test(word) ? '#' + word.slice(digits) : word.slice(0, -digits) + '#';
    }).replace(/#(?:[.:,\-_/]#)+/g, '#');
  }

  // ---- Grade ----

  var QUIET = 0, FRAME = 1, PLAIN = 2, WARNING = 3, ERROR = 4, FATAL = 5, WEIGHTS = [0.15, 0.4, 1, 2, 4, 5];
  function set(words) { return new Set(words.split(' ')); }
  var FATALS = set('fatal panic panicked critical crit emerg segfault oom oomkilled sigsegv');
  var ERRORS = set('error errors err exception failed failure failures fail fails refused denied timeout timeouts timed unreachable unavailable killed abort aborted deadlock cannot unable corrupt corrupted invalid lost rejected exhausted unauthorized forbidden crash crashed unhandled uncaught severe firing expired hang hangs hung stuck');
  var WARNINGS = set('warn warning warnings degraded retry retrying slow stale'), LEVELS = set('info debug trace notice dbg inf');
  var NONE = set('0 no without zero'), NOTHING = set('0 null none nil false');

  function httpStatus(line) {
    var found = / HTTP\/.*?" ([1-5][0-9][0-9])(?: |$)/.exec(line);
    return found ? Number(found[1]) : 0;
  }

  function isFrame(line) {
    if (/^at /.test(line)) return /[)>]$/.test(line) || /\) in /.test(line.slice(3)) || /^[^ :]*:[^ ]*:[^ ]*[0-9]$/.test(line.slice(3));
    return /^File ".*, line /.test(line) || /^\.\.\. .*(?: more| omitted)$/.test(line) || /^goroutine .*:$/.test(line) ||
      (/\.go:/.test(line) && / \+0x/.test(line)) || /^[^\s(]*\.[^\s]*?\(\{?0x.*\)$/.test(line) || /^[0-9]+: [^ ]*(?:::|_)[^ ]*$/.test(line);
  }

  function grade(line) {
    if (isFrame(line)) return { grade: FRAME, log: true };
    var status = httpStatus(line);
    if (status) return { grade: status >= 500 ? ERROR : status >= 400 ? PLAIN : QUIET, log: true };
    var all = line.split(/[^\p{L}\p{N}_]+/u).filter(Boolean), best = PLAIN, quiet = false, log = false;
    all.forEach(function (word, place) {
      var lower = word.toLowerCase(), head = place < 6 && /^[A-Z]+$/.test(word);
      if (place < 6 && LEVELS.has(lower) && (head || /^[[{]/.test(line) || lower === 'debug')) quiet = log = true;
      if (head && word.length > 2 && (FATALS.has(lower) || /^warn/.test(lower) || lower === 'error')) log = true;
      var found = FATALS.has(lower) ? FATAL : ERRORS.has(lower) || (lower.length > 6 && /(?:error|exception)$/.test(lower)) ? ERROR : WARNINGS.has(lower) ? WARNING : PLAIN;
      var denied = NONE.has((all[place - 1] || '').toLowerCase()) || NOTHING.has((all[place + 1] || '').toLowerCase());
      if (found > best && !denied) best = found;
    });
    if (quiet) best = best > PLAIN ? WARNING : QUIET;
    return { grade: best, log: log };
  }

  // ---- Fold ----

  var LONGEST = 20e6, SHOWN = 20000, NEAREST = 3, SILENT = set('time timestamp ts @timestamp date id uuid trace_id traceid span_id spanid pid thread startsat endsat generatorurl fingerprint externalurl groupkey version host hostname level severity lvl loglevel');

  function leaves(text) {
    var value, found = [];
    try { value = JSON.parse(text); } catch (e) { return null; }
    if (!value || typeof value !== 'object') return null;
    var level = value.level || value.severity || value.lvl || value.loglevel;
    (function walk(value, key, depth) {
      if (depth > 12 || SILENT.has(key.toLowerCase())) return;
      if (typeof value === 'string') {
        value.split('\n').forEach(function (line) {
          line = line.trim();
          if (/\p{L}/u.test(line) && !/^http\S*$/.test(line)) found.push((typeof level === 'string' ? level.toUpperCase() + ' ' : '') + line);
        });
      } else if (Array.isArray(value)) value.forEach(function (each) { walk(each, key, depth + 1); });
      else if (value && typeof value === 'object') Object.keys(value).sort().forEach(function (key) { walk(value[key], key, depth + 1); });
    })(value, '', 0);
    return found;
  }

  function worth(kind) {
    var times = Math.log(kind.count), weight = WEIGHTS[kind.grade];
    return kind.grade >= ERROR ? weight * (1 + 0.1 * times) : weight / (1 + times);
  }

  function byWorth(a, b) { return worth(b) - worth(a) || a.first - b.first; }

  // What was pasted as { lines, log, read, kinds }, the most telling line first; those of prose in their order.
  function complaint(text) {
    var kinds = new Map(), prose = [], logs = 0, seen = 0, number = 0;
    function keep(line) {
      var bare = clean(line), judged = grade(bare.text);
      if (bare.timed || judged.log) logs++;
      if (number <= 60) prose.push([bare.text.slice(0, 1000), number]);
      if (!bare.text) return;
      var key = mask(bare.text.slice(0, 1000)), kind = kinds.get(key);
      if (kind) { kind.count++; return; }
      if (kinds.size >= 8192) {
        var most = Array.from(kinds).sort(function (a, b) { return byWorth(a[1], b[1]); }).slice(0, 4096);
        kinds = new Map(most);
      }
      seen++;
      kinds.set(key, { text: bare.text.slice(0, 1000), grade: judged.grade, count: 1, first: number });
    }
    text = text.slice(0, LONGEST).replace(/^\ufeff/, '');
    var alert = /^\s*[[{]/.test(text) && text.length < 1 << 20 && leaves(text), lines = text.split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    if (alert) { number = lines.length; alert.forEach(keep); logs++; }
    else lines.forEach(function (line) {
      number++;
      var told = /^\s*\{/.test(line) && leaves(line);
      if (told) told.forEach(keep); else keep(line);
    });
    var log = logs > 0 || lines.length > 60, found;
    if (log) {
      found = Array.from(kinds.values()).sort(byWorth).slice(0, 200);
      var most = found.length ? worth(found[0]) : 1;
      found.forEach(function (line) { line.weight = worth(line) / most; });
    } else found = paragraphs(prose);
    return { lines: found, log: log, read: lines.length, kinds: seen };
  }

  // Whether a line may be the rest of a sentence: lines of a log without times begin with a level, a number, a name or a sign.
  function goesOn(text) {
    var first = text.split(/\s+/, 1)[0];
    return /^[\p{L},.'’、。-]+$/u.test(first) && /^(?!\p{Lu})\p{L}/u.test(first);
  }

  function paragraphs(prose) {
    var lines = [], on = false;
    prose.forEach(function (each) {
      var text = each[0];
      if (lines.length && on && goesOn(text)) lines[lines.length - 1].text += ' ' + text;
      else if (text) lines.push({ text: text, grade: grade(text).grade, count: 1, first: each[1], weight: 1 });
      on = text.length >= 60 && !/[.!?:;]$/.test(text);
    });
    return lines;
  }

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
      found.push({ text: text, name: name, weight: name ? 1.3 : kind === search.WORD && known.generic.has(text) ? 0.35 : 1 });
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
  function compared(number, line) { return { number: number, words: telling(line), template: mask(line).toLowerCase() }; }

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
    var needed = Array.from(new Set(numbers.map(function (number) { return Math.floor(number / known.part); })));
    return Promise.all(needed.map(function (part) {
      return new Promise(function (done) { script('triage/part-' + part + '.js', done); });
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
    var told = (parts[Math.floor(number / known.part)] || [])[number % known.part], reasons = [], literal = false;
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

  // ---- Patterns ----

  // Phrases by their first word, so that a word of the complaint is looked up once.
  function prepared(value) {
    var first = new Map(), open = [];
    function phrase(text) {
      var words = text.split(' '), made = { words: words };
      if (/\*$/.test(words[0])) open.push(made);
      else if (first.has(words[0])) first.get(words[0]).push(made); else first.set(words[0], [made]);
      return made;
    }
    value.patterns.forEach(function (pattern) {
      pattern.signals.forEach(function (signal) {
        signal.all = signal.all.map(function (list) { return list.filter(Boolean).map(phrase); });
        signal.not = (signal.not || []).filter(Boolean).map(phrase);
      });
    });
    value.generic = new Set(value.generic);
    value.first = first;
    value.open = open;
    return value;
  }

  var BREAK = /[,;!?()[\]—–→。、，]|[.:-](?=\s|$)/, NEGATORS = set('not never no without cannot neither nor nothing none dont doesnt didnt isnt arent wasnt werent cant couldnt');

  function sentences(line) {
    var found = [], start = 0, end = /[.!?](?=\s)|[。！？]|;(?=\s)/g, hit;
    while ((hit = end.exec(line))) { found.push(line.slice(start, hit.index + 1)); start = hit.index + 1; }
    found.push(line.slice(start));
    return found.map(function (text) { return text.trim(); }).filter(Boolean);
  }

  function tokens(text) {
    var found = [], masked = 0;
    search.eachTerm(text, function (term, start, end, position, kind) {
      var raw = text.slice(start, end), last = found[found.length - 1];
      if (kind === search.IDENTIFIER) {
        if (/:\/\//.test(raw) || (raw.match(/\//g) || []).length >= 2) masked = Math.max(masked, end);
        return;
      }
      if (last && start < last.end) return;
      var hidden = masked > 0 && end <= masked;
      found.push({ start: start, end: end, word: search.folded(raw), stem: hidden ? '' : term, broken: !last || BREAK.test(text.slice(last.end, start)) });
    });
    return found;
  }

  function fits(token, word) {
    return /\*$/.test(word) ? token.word.indexOf(word.slice(0, -1)) === 0 : token.stem === word;
  }

  // The phrases in a sentence, each with the tokens it covers.
  function phrasesIn(all) {
    var hits = new Map();
    all.forEach(function (token, at) {
      (known.first.get(token.stem) || []).concat(known.open).forEach(function (phrase) {
        for (var i = 0; i < phrase.words.length; i++) {
          var next = all[at + i];
          if (!next || (i && next.broken) || !fits(next, phrase.words[i])) return;
        }
        if (!hits.has(phrase)) hits.set(phrase, []);
        hits.get(phrase).push([at, at + phrase.words.length]);
      });
    });
    return hits;
  }

  function denied(all, hit) {
    for (var at = hit[0] - 1; at >= 0 && at >= hit[0] - 4; at--) {
      if (all[at + 1].broken) return false;
      if (NEGATORS.has(all[at].word)) return true;
    }
    return false;
  }

  // Whether each list has words of its own: what stands in two lists of a signal meets only one of them.
  function apart(lists) {
    var holders = new Map();
    function settle(list, tried) {
      return lists[list].some(function (hit) {
        var words = hit.join();
        if (tried.has(words)) return false;
        tried.add(words);
        if (holders.has(words) && !settle(holders.get(words), tried)) return false;
        holders.set(words, list);
        return true;
      });
    }
    return lists.every(function (hits, list) { return settle(list, new Set()); });
  }

  function fired(signal, all, hits) {
    if (signal.not.some(function (phrase) { return hits.has(phrase); })) return null;
    var lists = signal.all.map(function (list) {
      return list.reduce(function (found, phrase) { return found.concat(hits.get(phrase) || []); }, []);
    });
    if (!lists.length || !apart(lists)) return null;
    var covered = lists.map(function (list) {
      return list.reduce(function (best, hit) {
        return !denied(all, hit) && (!best || hit[1] - hit[0] > best[1] - best[0]) ? hit : best;
      }, null);
    });
    return covered.every(Boolean) ? covered : null;
  }

  function likely(asked, alike) {
    var cases = new Map();
    function of(pattern) {
      if (!cases.has(pattern.id)) cases.set(pattern.id, { pattern: pattern, signals: new Map(), best: null, likeness: 0, incidents: [] });
      return cases.get(pattern.id);
    }
    asked.lines.forEach(function (line) {
      sentences(line.text).forEach(function (sentence) {
        var all = tokens(sentence), hits = phrasesIn(all);
        if (!hits.size || /\?$/.test(sentence)) return;
        known.patterns.forEach(function (pattern) {
          pattern.signals.forEach(function (signal, number) {
            var covered = fired(signal, all, hits);
            if (!covered) return;
            var worth = signal.weight * Math.sqrt(line.weight), found = of(pattern);
            found.signals.set(number, Math.max(found.signals.get(number) || 0, worth));
            if (!found.best || worth > found.best.worth) {
              found.best = { worth: worth, text: sentence, hits: covered.map(function (hit) { return { start: all[hit[0]].start, end: all[hit[1] - 1].end }; }) };
            }
          });
        });
      });
    });
    alike.forEach(function (like) {
      known.patterns.forEach(function (pattern) {
        if (like.doc.patterns.indexOf(pattern.id) < 0) return;
        var found = of(pattern);
        found.incidents.push(like);
        found.likeness = Math.max(found.likeness, 0.6 * like.score / alike[0].score);
      });
    });
    var found = Array.from(cases.values()).filter(function (each) { return each.best || !each.pattern.aggravates; });
    found.forEach(function (each) {
      var spoken = Math.min(2, Array.from(each.signals.values()).reduce(function (a, b) { return a + b; }, 0));
      each.score = (spoken + each.likeness) * (each.pattern.aggravates ? 0.4 : 1);
    });
    found.sort(function (a, b) { return b.score - a.score || (a.pattern.id < b.pattern.id ? -1 : 1); });
    return found.filter(function (each) { return each.score >= 0.3 * found[0].score; }).slice(0, 5);
  }

  // ---- Ruled out, checks ----

  function ruledOut(asked, alike) {
    var all = [];
    alike.forEach(function (like) {
      var fresh = like.told.theories.filter(function (theory) {
        return !speaksFor(asked, theory.theory) && !all.some(function (other) { return other.theory.suspect === theory.suspect; });
      });
      fresh.slice(0, 4).forEach(function (theory) { all.push({ like: like, theory: theory }); });
    });
    return all.slice(0, 8);
  }

  function checks(patterns, alike) {
    var seen = new Set();
    function incident(rank) { return alike[rank] && alike[rank].told.check && { text: alike[rank].told.check, like: alike[rank] }; }
    function pattern(rank, place) { return patterns[rank] && patterns[rank].pattern.checks[place] && { text: patterns[rank].pattern.checks[place], pattern: patterns[rank].pattern }; }
    var all = [incident(0), pattern(0, 0), pattern(0, 1), pattern(0, 2), incident(1), pattern(1, 0), pattern(1, 1), incident(2), pattern(2, 0)];
    return all.filter(function (check) { return check && !seen.has(check.text) && seen.add(check.text); }).slice(0, 7);
  }

  // ---- The page ----

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
    var loud = asked.lines.filter(function (line) { return line.grade >= WARNING; });
    var plain = asked.lines.filter(function (line) { return line.grade < WARNING && (!loud.length || line.grade === PLAIN); });
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
    var patterns = likely(asked, alike), ordered = checks(patterns, alike), ruled = ruledOut(asked, alike), made = [];
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
        return new Promise(function (done) { script('triage/known.js', done); });
      }).then(function (ok) {
        if (isStale()) return null;
        if (!ok || !known) throw new Error(failed);
        var asked = complaint(text);
        return lookAlikes(asked).then(function (alike) { if (!isStale()) status.textContent = show(box, asked, alike); });
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
      if (file.files[0]) reader.readAsText(file.files[0].slice(0, LONGEST));
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
})();
