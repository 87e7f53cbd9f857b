// The patterns that a complaint speaks of or that its look-alikes have, what was ruled out in them, and what to check.
(function (site, triage) {
  'use strict';

  const search = site.search;

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

  var BREAK = /[,;!?()[\]—–→。、，]|[.:-](?=\s|$)/, NEGATORS = new Set('not never no without cannot neither nor nothing none dont doesnt didnt isnt arent wasnt werent cant couldnt'.split(' '));

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
      (triage.known.first.get(token.stem) || []).concat(triage.known.open).forEach(function (phrase) {
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
        triage.known.patterns.forEach(function (pattern) {
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
      triage.known.patterns.forEach(function (pattern) {
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
        return !triage.speaksFor(asked, theory.theory) && !all.some(function (other) { return other.theory.suspect === theory.suspect; });
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

  Object.assign(triage, { prepared, likely, ruledOut, checks });
})(window.CASEBOOK, window.CASEBOOK.triage = window.CASEBOOK.triage || {});
