// Terms: the words of a text as they are compared, made exactly as `src/text/` makes them.
//
// The names of the functions are those of `scan.rs`, `cjk.rs` and `fold.rs`, so that the two can be read side by side;
// `tests/browser/terms.json` holds them to each other. Places are counted in JavaScript's units.
(function (search) {
  'use strict';

  const LONGEST = 256;
  const WORD = 0, IDENTIFIER = 1, PAIR = 2;
  const PATH = 0, SNAKE = 1, CAMEL = 2, ALONE = 3;

  // ---- Letters ----

  const ASCII = /^[\0-\x7f]*$/;
  const IGNORED = /['\u2018\u2019\u02bc\uff07\u00ad\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f]/g;
  const ACCENTS = /[\u0300-\u036f]/g;
  const LETTERS = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'þ': 'th', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'ł': 'l', 'ı': 'i', 'ς': 'σ' };
  const ALPHANUMERIC = /^[\p{Alphabetic}\p{N}]$/u, INSIDE = /^[\p{Alphabetic}\p{N}\p{M}\u00ad\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f]$/u;
  const UPPER = /^\p{Uppercase}$/u, LOWER = /^\p{Lowercase}$/u, NUMERIC = /^\p{N}$/u;
  const APOSTROPHE = /^['\u2018\u2019\u02bc\uff07]/;
  const CJK = /^[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{323af}]$/u;
  const FOLLOWS = /^[\u1160-\u11ff\u3099\u309a\uff9e\uff9f\u0300-\u036f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;

  function folded(text) {
    if (ASCII.test(text)) return text.replace(/'/g, '').toLowerCase();
    return text.replace(IGNORED, '').normalize('NFKD').replace(ACCENTS, '').toLowerCase().replace(ACCENTS, '')
      .normalize('NFC').replace(/[ßæœþøđðłıς]/g, (letter) => LETTERS[letter]);
  }

  function characterAt(text, at) { return at < text.length ? String.fromCodePoint(text.codePointAt(at)) : ''; }
  function isCjk(c) { return c >= '\u1100' && CJK.test(c); }
  function isAlphanumeric(c) { return c < '\x80' ? /^[0-9A-Za-z]$/.test(c) : ALPHANUMERIC.test(c); }
  function isWordCharacter(c) { return c < '\x80' ? /^[0-9A-Za-z]$/.test(c) : !isCjk(c) && INSIDE.test(c); }

  // The length in UTF-8, in which limits are set.
  function bytes(text) {
    if (ASCII.test(text)) return text.length;
    let length = 0;
    for (const c of text) length += c < '\x80' ? 1 : c < '\u0800' ? 2 : c.length > 1 ? 4 : 3;
    return length;
  }

  function cutToBytes(text, most) {
    if (text.length * 4 <= most || bytes(text) <= most) return text;
    let length = 0, kept = '';
    for (const c of text) {
      length += bytes(c);
      if (length > most) break;
      kept += c;
    }
    return kept;
  }

  // ---- Runs ----

  const LETTER_RUN = /[0-9A-Za-z]*/y, JOINERS = /[.:\/@#$\\_-]{0,4}/y, ENDING = /[A-Za-z]{0,3}/y;

  function lengthAt(run, text, at) {
    run.lastIndex = at;
    return run.exec(text)[0].length;
  }

  function joined(text, at) {
    const length = lengthAt(JOINERS, text, at), joiners = text.slice(at, at + length);
    if (length < 1 || length > 3 || joiners.includes('..') || joiners.includes('--')) return 0;
    const next = characterAt(text, at + length);
    return next && isAlphanumeric(next) && !isCjk(next) ? length : 0;
  }

  function contraction(text, at) {
    if (!APOSTROPHE.test(text.slice(at, at + 1))) return 0;
    const ending = lengthAt(ENDING, text, at + 1), after = characterAt(text, at + 1 + ending);
    const known = /^(?:s|t|d|m|re|ve|ll)$/i.test(text.slice(at + 1, at + 1 + ending));
    return known && !(after && isAlphanumeric(after)) ? 1 + ending : 0;
  }

  function runEnd(text, start) {
    let end = start;
    for (;;) {
      end += lengthAt(LETTER_RUN, text, end);
      const c = characterAt(text, end);
      if (!c) return end;
      const more = isWordCharacter(c) ? c.length : joined(text, end) || contraction(text, end);
      if (!more) return end;
      end += more;
    }
  }

  // ---- Parts ----

  function split(part, at) {
    const pieces = [];
    let start = 0;
    for (const piece of part.split(at)) {
      if (piece) pieces.push([start, start + piece.length]);
      start += piece.length + 1;
    }
    return pieces;
  }

  function hasTwoHalves(part) {
    const found = /^(?:[0-9]+(?=[^0-9])|[^0-9]+(?=[0-9]))/.exec(part);
    if (!found) return 0;
    const head = found[0], tail = part.slice(head.length);
    const letters = (half) => /^[A-Za-z]+$/.test(half) && !/[a-z][A-Z]/.test(half) && !/[A-Z][a-z]{2}/.test(half.slice(1));
    const two = /^[0-9]/.test(head)
      ? tail.length >= 2 && letters(tail)
      : letters(head) && /^[0-9]+$/.test(tail) && (head.length >= 2 || tail.length >= 3);
    return two ? head.length : 0;
  }

  function humps(part) {
    const border = hasTwoHalves(part);
    if (border) return [[0, border], [border, part.length]];
    if (/^.[a-z]*$/.test(part)) return [[0, part.length]];
    const pieces = [], characters = Array.from(part);
    let start = 0, before = '', atBefore = 0, at = 0;
    characters.forEach((c, place) => {
      const small = LOWER.test(c) && place + 1 < characters.length && LOWER.test(characters[place + 1]);
      let cut = start;
      if (before && UPPER.test(c) && (LOWER.test(before) || NUMERIC.test(before))) cut = at;
      else if (before && UPPER.test(before) && small) cut = atBefore;
      if (cut > start) { pieces.push([start, cut]); start = cut; }
      before = c;
      atBefore = at;
      at += c.length;
    });
    pieces.push([start, part.length]);
    return pieces;
  }

  function piecesOf(part, level) {
    if (level === PATH) return split(part, /[.:\/@#$\\]/);
    return level === SNAKE ? split(part, /[_-]/) : humps(part);
  }

  // ---- Terms ----

  // Calls `each` with the text, start, end, position and kind of every term.
  function eachTerm(text, each) {
    let position = 0;

    function word(start, end) {
      const bare = text.slice(start, end).replace(/['\u2018\u2019\u02bc\uff07][sS]$/, ''), whole = cutToBytes(folded(bare), LONGEST);
      if (whole) each(search.stem(whole), start, end, position++, WORD);
    }

    function part(start, end, level) {
      if (level === ALONE) return word(start, end);
      const pieces = piecesOf(text.slice(start, end), level);
      if (pieces.length > 1) {
        const whole = folded(text.slice(start, end));
        if (bytes(whole) <= LONGEST) each(whole, start, end, position, IDENTIFIER);
      }
      for (const [from, to] of pieces) part(start + from, start + to, level + 1);
    }

    function pairs(at) {
      const characters = [];
      let c = characterAt(text, at);
      while (c && isCjk(c)) {
        const start = at;
        do { at += c.length; c = characterAt(text, at); } while (c && FOLLOWS.test(c));
        characters.push([start, at]);
      }
      characters.forEach(([start, end], place) => {
        const second = characters[place + 1];
        if (second) end = second[1];
        if (second || !place) each(folded(text.slice(start, end)), start, end, position++, PAIR);
      });
      return at;
    }

    for (let at = 0; at < text.length;) {
      const c = characterAt(text, at);
      if (isCjk(c)) at = pairs(at);
      else if (isAlphanumeric(c)) {
        const end = runEnd(text, at);
        part(at, end, /^[a-z]*$/.test(text.slice(at + c.length, end)) ? ALONE : PATH);
        at = end;
      } else at += c.length;
    }
  }

  // The terms of a text as { text, start, end, position, kind }.
  function terms(text) {
    const found = [];
    eachTerm(text, (term, start, end, position, kind) => found.push({ text: term, start, end, position, kind }));
    return found;
  }

  Object.assign(search, { WORD, IDENTIFIER, PAIR, folded, eachTerm, terms });
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
