// The query language, read exactly as `src/ranking/query.rs` reads it: words, "phrases", -without, `cause:`, `after:`.
//
// A query never fails: what is not understood is words, and a note says so.
(function (search) {
  'use strict';

  const LONGEST = 1000, { word } = window.CASEBOOK;
  const FIELDS = {
    title: 'title', symptom: 'symptoms', symptoms: 'symptoms', error: 'errors', errors: 'errors', cause: 'cause',
    causes: 'cause', theory: 'theories', theories: 'theories', fix: 'fix', fixes: 'fix'
  };
  const FACETS = {
    service: 'service', services: 'service', pattern: 'pattern', patterns: 'pattern', severity: 'severity', sev: 'severity',
    status: 'status', tag: 'tag', tags: 'tag', id: 'id'
  };
  const DAYS = { after: 'after', since: 'after', before: 'before', until: 'before' };
  const OPENS = '"“”„«', CLOSES = /["“”»]/;
  const BLANK = /\p{White_Space}/u;

  function own(table, name) { return Object.prototype.hasOwnProperty.call(table, name) ? table[name] : undefined; }

  // A day as a number that sorts, for `2026`, `2026-01` and `2026-01-31`.
  function day(text) {
    const parts = text.split(/[-/.]/), number = (at, length, most) => {
      if (at >= parts.length) return 1;
      const value = Number(parts[at]);
      return /^[0-9]+$/.test(parts[at]) && parts[at].length <= length && value >= 1 && value <= most ? value : 0;
    };
    const year = number(0, 4, 9999), month = number(1, 2, 12), date = number(2, 2, 31);
    return parts.length <= 3 && year >= 1000 && month && date ? year * 10000 + month * 100 + date : 0;
  }

  function textClause(field, text, quoted) { return { ask: quoted ? 'phrase' : 'word', field, text }; }

  // Whether `name:value` was meant as a field, and not copied from a log, a path or an address.
  function looksLikeField(name, value) {
    return /^[a-z]{3,}$/.test(name) && /^[\p{Alphabetic}\p{N}]/u.test(value) && !/[/:\\]/.test(value);
  }

  function fielded(name, value, quoted, notes) {
    const lower = name.toLowerCase(), field = own(FIELDS, lower), facet = own(FACETS, lower), side = own(DAYS, lower);
    if (!value) return textClause(null, name, false);
    if (field) return textClause(field, value, quoted);
    if (facet) return { ask: 'facet', facet, values: value.split(',').map((each) => each.trim()).filter(Boolean) };
    const number = side && day(value);
    if (number) return { ask: side, day: number };
    if (side) notes.push(word('query.bad-date', { value }));
    else if (looksLikeField(name, value)) notes.push(word('query.no-field', { name }));
    return quoted ? textClause(null, value, true) : textClause(null, name + ':' + value, false);
  }

  // The name before a colon at `at`; in capitals it must be known: others are the levels of logs, as `ERROR:` is.
  function nameAt(text, at) {
    const name = /^[A-Za-z]*/.exec(text.slice(at, at + LONGEST))[0], rest = text.slice(at + name.length, at + name.length + 2);
    const lower = name.toLowerCase(), shouted = name.length > 1 && /^[A-Z]+$/.test(name);
    const known = () => own(FIELDS, lower) || own(FACETS, lower) || own(DAYS, lower);
    const fits = !shouted || (known() && !text.startsWith('ERROR', at));
    return name && fits && rest[0] === ':' && rest !== '::' ? name : '';
  }

  function valueAt(text, at) {
    if (at < text.length && OPENS.includes(text[at])) {
      const inner = text.slice(at + 1), found = CLOSES.exec(inner), length = found ? found.index : inner.length;
      return { value: inner.slice(0, length), quoted: true, end: at + 1 + length + (found ? 1 : 0) };
    }
    const found = BLANK.exec(text.slice(at)), length = found ? found.index : text.length - at;
    return { value: text.slice(at, at + length), quoted: false, end: at + length };
  }

  // What was typed as { text, clauses, notes }; a clause is { ask, unwanted, start, end, … }.
  function parse(typed) {
    const characters = Array.from(typed), text = characters.slice(0, LONGEST).join('');
    const query = { text, clauses: [], notes: [] };
    if (characters.length > LONGEST) query.notes.push(word('query.cut', { count: LONGEST }));
    for (let at = 0; at < text.length;) {
      const c = String.fromCodePoint(text.codePointAt(at));
      if (BLANK.test(c)) { at += c.length; continue; }
      const start = at, behind = text[at] === '-' && at + 1 < text.length ? String.fromCodePoint(text.codePointAt(at + 1)) : '';
      let unwanted = Boolean(behind) && (/\p{Alphabetic}/u.test(behind) || OPENS.includes(behind));
      if (unwanted) at += 1;
      const name = nameAt(text, at);
      if (name) at += name.length + 1;
      const { value, quoted, end } = valueAt(text, at);
      const clause = name ? fielded(name, value, quoted, query.notes) : textClause(null, value, quoted);
      if (unwanted && own(DAYS, clause.ask)) {
        clause.ask = clause.ask === 'after' ? 'before' : 'after';
        unwanted = false;
      }
      if (clause.text === undefined || clause.text.trim()) query.clauses.push(Object.assign(clause, { unwanted, start, end }));
      at = end;
    }
    return query;
  }

  Object.assign(search, { parse });
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
