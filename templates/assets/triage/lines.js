// A line of what was pasted: cleaned, masked and graded, as `clean.rs`, `mask.rs` and `grade.rs` in
// `src/knowledge/triage/` do it.
(function (site, triage) {
  'use strict';

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

  Object.assign(triage, { clean, mask, grade, WEIGHTS, PLAIN, WARNING, ERROR });
})(window.CASEBOOK, window.CASEBOOK.triage = window.CASEBOOK.triage || {});
