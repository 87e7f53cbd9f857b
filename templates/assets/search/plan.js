// From a query to what has to be looked up, as `src/ranking/plan.rs` does it.
(function (search) {
  'use strict';

  const SHORT_GUESS = 0.4, LONG_GUESS = 0.9, LONG = 6, HALF_KANA = 0.5, ALL_KANA = 0.2, APART = 0.9, IN_PARTS = 0.9, MOST_PARTS = 4;
  const PARTICLES = ['away', 'back', 'down', 'off', 'out', 'over', 'up'], FEW_PARTICLES = ['in', 'on'];
  const THEIR_VERBS = ['log', 'opt', 'plug', 'sign'];

  function form(term) { return { terms: [[term, 0]], bySide: false, trust: 1 }; }

  function unit(typed, forms, role) { return { typed, forms, field: null, role, trust: 1, place: null, inParts: [] }; }

  // A term, and the other form under which the same word may be in the index.
  function formsOf(term, typed) {
    const forms = [form(term)], other = term === typed ? search.stem(typed) : typed;
    if (other !== term && /^[a-z]*$/.test(other)) forms.push(form(other));
    return forms;
  }

  // The units of plain words: each may be missing, and an identifier counts beside its parts.
  function looseUnits(text, plan) {
    const start = plan.place, wholes = [], words = [];
    search.eachTerm(text, (term, from, to, position, kind) => {
      const typed = search.folded(text.slice(from, to)), at = start + position;
      plan.place = at + 1;
      const made = unit(typed, formsOf(term, typed), kind === search.IDENTIFIER ? 'extra' : 'optional');
      if (kind !== search.IDENTIFIER) made.place = at;
      if (kind === search.PAIR) made.trust = trustOfPair(typed);
      if (kind === search.WORD) made.forms.push(...apart(typed), ...otherCode(typed));
      if (kind === search.WORD) words.push({ term, at, from, to });
      if (kind === search.IDENTIFIER) wholes.push({ made, from, to });
      plan.units.push(made);
    });
    for (const { made, from, to } of wholes) made.inParts = sideBySide(words.filter((part) => from <= part.from && part.to <= to));
  }

  // The parts of an identifier at their distances; a version with and without its `v`.
  function sideBySide(parts) {
    if (parts.length < 2 || parts.length > MOST_PARTS) return [];
    const terms = parts.map(({ term, at }) => [term, at - parts[0].at]), row = (all) => ({ terms: all, bySide: true, trust: IN_PARTS });
    const first = /^(v?)([0-9]+)$/.exec(parts[0].term), isVersion = first && parts.slice(1).every(({ term }) => /^[0-9]+$/.test(term));
    return isVersion ? [row(terms), row([[first[1] ? first[2] : 'v' + first[2], 0], ...terms.slice(1)])] : [row(terms)];
  }

  // A code of an error that people write with and without `0x`.
  function otherCode(typed) {
    const digits = typed.startsWith('0x') ? typed.slice(2) : typed;
    if (!/^[89a-f][0-9a-f]{7}$/.test(digits) || !/[0-9]/.test(digits)) return [];
    return [form(search.stem(digits === typed ? '0x' + digits : digits))];
  }

  // Inflections and particles say less.
  function trustOfPair(pair) {
    const count = (pair.match(/[\u3041-\u309f]/g) || []).length;
    return !count ? 1 : count < Array.from(pair).length ? HALF_KANA : ALL_KANA;
  }

  function isPlain(word) { return /^[a-z]*$/.test(word); }

  // Whether a verb and what follows it may be written as one.
  function joins(verb, particle) {
    const few = FEW_PARTICLES.includes(particle) && THEIR_VERBS.includes(search.stem(verb));
    return verb.length >= 3 && isPlain(verb) && (few || PARTICLES.includes(particle));
  }

  // A word that ends in a particle, as two words side by side.
  function apart(typed) {
    const particle = [...PARTICLES, ...FEW_PARTICLES].find((each) => typed.endsWith(each));
    const verb = particle && typed.slice(0, -particle.length);
    if (!particle || !joins(verb, particle)) return [];
    return [{ terms: [[search.stem(verb), 0], [search.stem(particle), 1]], bySide: true, trust: APART }];
  }

  // The words of verb and particle that somebody is about to type.
  function begun(typed) {
    return [...PARTICLES, ...FEW_PARTICLES].flatMap((particle) => {
      for (let end = particle.length - 1; end > 0; end--) {
        if (!typed.endsWith(particle.slice(0, end))) continue;
        const verb = typed.slice(0, -end);
        return joins(verb, particle) ? [verb + particle] : [];
      }
      return [];
    });
  }

  // The same word written as one, for a particle that follows a verb: something more to look for, beside the two.
  function joined(units) {
    return units.slice(1).flatMap((particle, at) => {
      const verb = units[at], follows = verb.place !== null && particle.place !== null && verb.place + 1 === particle.place;
      if (verb.role !== 'optional' || particle.role !== 'optional' || !follows || !joins(verb.typed, particle.typed)) return [];
      const forms = [search.stem(verb.typed), verb.typed].map((word) => form(search.stem(word + particle.typed)));
      return [unit(verb.typed + particle.typed, forms, 'extra')];
    });
  }

  // The unit of a phrase, or of a word in a field: it must be there, its parts side by side.
  function boundUnit(field, text, plan) {
    const all = search.terms(text), terms = all.filter((term) => term.kind !== search.IDENTIFIER);
    if (!terms.length) return null;
    const first = terms[0], last = terms[terms.length - 1];
    let forms;
    if (terms.length === 1) forms = formsOf(first.text, search.folded(text.slice(first.start, first.end)));
    else {
      const wholes = all.filter((term) => term.kind === search.IDENTIFIER && term.start <= first.start && last.end <= term.end);
      forms = [{ terms: terms.map((term) => [term.text, term.position]), bySide: true, trust: 1 }]
        .concat(wholes.map((term) => form(term.text)));
    }
    const made = unit(search.folded(text.trim()), forms, 'required');
    made.field = field;
    if (terms.length === 1) made.place = plan.place;
    plan.place += last.position + 1;
    return made;
  }

  function facetKey(value) { return search.folded(value).split(/[\p{White_Space}_-]+/u).filter(Boolean).join('-'); }

  function facetTerm(facet, value) { return facet + ':' + facetKey(value); }

  // ---- Jargon ----

  const MEANING = 0.8;

  // Whether the units of a row are the words of an entry, side by side.
  function stands(row, terms) {
    return terms.every((term, distance) => {
      const made = row[distance], isTerm = (form) => form.terms.length === 1 && form.terms[0][0] === term;
      return made && made.forms.some(isTerm) && made.place !== null && made.place === row[0].place + distance;
    });
  }

  // Gives units that make up a word of the team what it means, as further forms.
  function expand(units) {
    const words = units.filter((made) => made.role === 'optional');
    for (const { terms, meanings } of search.directory.jargon) {
      const here = words.map((_, at) => words.slice(at, at + terms.length)).filter((row) => stands(row, terms));
      for (const made of here.flat()) {
        made.forms.push(...meanings.map((all) => ({ terms: all.map((term) => [term, 0]), bySide: false, trust: MEANING })));
      }
    }
  }

  // ---- Plan ----

  function isStopWord(made) { return made.place !== null && search.directory.common.has(made.typed); }

  function addFacet(plan, clause) {
    const named = (value) => {
      const other = clause.facet === 'severity' ? search.directory.severities[value.toLowerCase()] : undefined;
      return other === undefined ? value : other;
    };
    const values = clause.values.map(named).map((typed) => ({ typed, term: facetTerm(clause.facet, typed) }));
    if (clause.unwanted) { plan.unwantedFacets.push(...values.map((value) => value.term)); return; }
    if (!plan.facets.has(clause.facet)) plan.facets.set(clause.facet, []);
    plan.facets.get(clause.facet).push(...values);
  }

  function planOf(query) {
    const plan = { units: [], unwanted: [], facets: new Map(), unwantedFacets: [], from: 0, until: 0, place: 0 };
    for (const clause of query.clauses) {
      if (clause.ask === 'facet') addFacet(plan, clause);
      else if (clause.ask === 'after') plan.from = Math.max(plan.from, clause.day);
      else if (clause.ask === 'before') plan.until = plan.until ? Math.min(plan.until, clause.day) : clause.day;
      else if (clause.ask === 'word' && !clause.field && !clause.unwanted) looseUnits(clause.text, plan);
      else {
        const made = boundUnit(clause.field, clause.text, plan);
        if (made) (clause.unwanted ? plan.unwanted : plan.units).push(made);
      }
    }
    plan.units.push(...joined(plan.units));
    if (plan.units.some((made) => !isStopWord(made))) {
      plan.units = plan.units.filter((made) => made.role === 'required' || !isStopWord(made));
    }
    expand(plan.units);
    plan.narrows = plan.facets.size > 0 || plan.unwantedFacets.length > 0 || plan.from > 0 || plan.until > 0;
    return plan;
  }

  // The word to correct where no record has it.
  function wordOf(made) { return made.place !== null && !isStopWord(made) ? made.typed : null; }

  // A unit with the words that were probably meant in the place of the one typed.
  function meaning(made, words) {
    const trust = Array.from(made.typed).length < LONG ? SHORT_GUESS : LONG_GUESS;
    return Object.assign({}, made, { trust, forms: words.flatMap((word) => formsOf(search.stem(word), word).concat(apart(word))) });
  }

  // The unit with a known word that the one typed begins with; the rest of it may say as much.
  function beginning(made, word) { return Object.assign(meaning(made, [word]), { trust: SHORT_GUESS }); }

  // The unit in parts.
  function inParts(made) { return Object.assign({}, made, { forms: made.inParts.concat(made.forms), inParts: [] }); }

  Object.assign(search, { planOf, wordOf, meaning, beginning, inParts, begun, facetTerm });
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
