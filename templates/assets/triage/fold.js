// What was pasted as a complaint: lines folded into kinds, a log told from prose, as `src/knowledge/triage/complaint.rs`
// does it.
(function (site, triage) {
  'use strict';

  // So many characters of a text are read.
  var LONGEST = 20e6;
  var SILENT = new Set('time timestamp ts @timestamp date id uuid trace_id traceid span_id spanid pid thread startsat endsat generatorurl fingerprint externalurl groupkey version host hostname level severity lvl loglevel'.split(' '));

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
    var times = Math.log(kind.count), weight = triage.WEIGHTS[kind.grade];
    return kind.grade >= triage.ERROR ? weight * (1 + 0.1 * times) : weight / (1 + times);
  }

  function byWorth(a, b) { return worth(b) - worth(a) || a.first - b.first; }

  // What was pasted as { lines, log, read, kinds }, the most telling line first; those of prose in their order.
  function complaint(text) {
    var kinds = new Map(), prose = [], logs = 0, seen = 0, number = 0;
    function keep(line) {
      var bare = triage.clean(line), judged = triage.grade(bare.text);
      if (bare.timed || judged.log) logs++;
      if (number <= 60) prose.push([bare.text.slice(0, 1000), number]);
      if (!bare.text) return;
      var key = triage.mask(bare.text.slice(0, 1000)), kind = kinds.get(key);
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
      else if (text) lines.push({ text: text, grade: triage.grade(text).grade, count: 1, first: each[1], weight: 1 });
      on = text.length >= 60 && !/[.!?:;]$/.test(text);
    });
    return lines;
  }

  Object.assign(triage, { complaint, LONGEST });
})(window.CASEBOOK, window.CASEBOOK.triage = window.CASEBOOK.triage || {});
