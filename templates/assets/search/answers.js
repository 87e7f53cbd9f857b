// Answers: for each hit what a result shows, above all the line that tells why it matched.
(function (search) {
  'use strict';

  // Where the reader would look first, by field.
  const PREFERRED = { symptoms: 1.2, errors: 1.2, cause: 1.15, fix: 1.05, theories: 0.95, facts: 0.5 };

  // What a query looks for: for each term the units it belongs to. Relatives say less than the words themselves.
  function wantedOf(found) {
    const wanted = new Map(), { kin_coverage: kinship } = search.directory.constants;
    const add = (term, each) => {
      if (!wanted.has(term)) wanted.set(term, []);
      wanted.get(term).push(each);
    };
    found.forEach((each, unit) => {
      const { information, unit: { field } } = each;
      for (const form of each.unit.forms) {
        const row = form.bySide && form.terms.length > 1 ? form.terms : null;
        for (const [term, apart] of form.terms) add(term, { unit, information, field, row, apart });
      }
      for (const term of each.relatives || []) add(term, { unit, information: kinship * information, field });
    });
    return wanted;
  }

  // The places in a text that a query looks for, as { start, end, units }, in order and without overlaps. Terms of a row
  // count side by side only.
  function matches(text, wanted, field) {
    const found = [], places = new Set(), place = (term, position) => position + ' ' + term;
    if (wanted.size) search.eachTerm(text, (term, start, end, position) => {
      const units = (wanted.get(term) || []).filter((each) => !each.field || !field || each.field === field);
      if (!units.length) return;
      if (units.some((each) => each.row)) places.add(place(term, position));
      found.push({ start, end, position, units });
    });
    const stands = ({ row, apart }, position) => !row || row.every(([term, own]) => places.has(place(term, position - apart + own)));
    if (places.size) for (const each of found) each.units = each.units.filter((unit) => stands(unit, each.position));
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    const apart = [];
    for (const each of found.filter(({ units }) => units.length)) {
      const last = apart[apart.length - 1];
      if (!last || each.start >= last.end) { apart.push(each); continue; }
      last.end = Math.max(last.end, each.end);
      last.units = last.units.concat(each.units);
    }
    return apart;
  }

  function bestOf(text, wanted, best) {
    for (const [number, section, line] of text.lines) {
      const field = search.directory.fields[number], hits = matches(line, wanted, field), units = new Map();
      for (const hit of hits) for (const each of hit.units) units.set(each.unit, each.information);
      let worth = 0;
      for (const information of units.values()) worth += information;
      const score = worth * (PREFERRED[field] || 1) * (1 + 0.01 * Math.min(hits.length, 10));
      if (!best || score > best.score) best = { score, line, hits, field, section: text.sections[section], units: units.size };
    }
    return best;
  }

  // What a result shows of a document as { doc, text, best, wanted }, by the lines that tell most, as a promise; `lacks`
  // says that another line of the record may tell more.
  async function toldOf(answer, doc) {
    const wanted = wantedOf(answer.found), text = await search.text('texts', doc), best = bestOf(text, wanted, null);
    const has = answer.found.filter((each) => each.unit.role !== 'extra' && each.shares[doc] > 0).length;
    const titled = new Set(matches(text.title, wanted).flatMap((hit) => hit.units.map((each) => each.unit))).size;
    // The title shows its own words; a line is looked for further where it shows none, or not all of them.
    const lacks = text.more && answer.found.length && (!best || best.units < (titled >= has ? 1 : has));
    return { doc, text, best, wanted, lacks: Boolean(lacks) };
  }

  function shown(answer, { best, ...told }) { return { ...told, best: best && (best.units || !answer.found.length) ? best : null }; }

  // The same of some documents without a look at their other lines, which are most of what a query downloads, as a
  // promise; `null` where none is lacking or all are there already, so that nothing has to be shown twice.
  search.firstAnswers = async function (answer, docs) {
    const told = await Promise.all(docs.map((doc) => toldOf(answer, doc)));
    return told.some(({ doc, lacks }) => lacks && !search.hasText('lines', doc)) ? told.map((each) => shown(answer, each)) : null;
  };

  // What a result shows of a document: { text, best, wanted }, as a promise.
  search.answer = async function (answer, doc) {
    const told = await toldOf(answer, doc);
    if (told.lacks) told.best = bestOf(await search.text('lines', doc), told.wanted, told.best);
    return shown(answer, told);
  };

  Object.assign(search, { wantedOf, matches });
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
