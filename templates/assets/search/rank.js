// A search: plan, look up, rank. The arithmetic is that of `src/ranking/weight.rs` and `src/index/`, digit for digit.
(function (search) {
  'use strict';

  // ---- The formula ----

  function information(having, all) {
    let rarity = (all + 1) / (having + 0.5), whole = 0;
    while (rarity >= 2) { rarity /= 2; whole += 1; }
    return whole + Math.max(rarity - 1, 0);
  }

  function scoreOf(matched, near, coverage, total, prior) {
    const { floor, prior_unit: unit } = search.directory.constants, covered = floor + (1 - floor) * coverage;
    return (matched + near) / total * covered * (1 + unit * prior);
  }

  function closeness(first, second, apart) {
    const { closeness: steps } = search.directory.constants;
    let best = 0, from = 0;
    for (const place of first) {
      const wanted = place + apart;
      while (from < second.length && second[from] < wanted) from++;
      for (const at of [from - 1, from]) {
        if (at < 0 || at >= second.length) continue;
        const distance = Math.abs(second[at] - wanted), step = steps.find(([most]) => distance <= most);
        if (step) best = Math.max(best, step[1]);
      }
    }
    return best;
  }

  // Whether the neighbours of a word count that so many documents have.
  function isTelling(having, all) {
    const { common_least: least, common_share: share } = search.directory.constants;
    return having <= Math.max(least, all * share);
  }

  // ---- Looking up ----

  function termsOf(units) { return units.flatMap((unit) => unit.forms.flatMap((form) => form.terms.map(([term]) => term))); }

  function fieldNumber(field) { return search.directory.fields.indexOf(field); }

  // Whether the terms stand at their distances in one field.
  function standBySide(lists, terms, field) {
    return search.directory.fields.some((name, number) => {
      if (field !== null && field !== number) return false;
      if (lists.some((fields) => !fields[number])) return false;
      return lists[0][number].some((start) => terms.every(([, apart], at) => {
        return lists[at][number].includes(start - terms[0][1] + apart);
      }));
    });
  }

  // For each document that has a term, where it stands in the term's lists.
  function rowsOf(entry) {
    entry.rows = entry.rows || new Map(entry.docs.map((doc, at) => [doc, at]));
    return entry.rows;
  }

  // Calls `each` with every document that has a form, and the share it has of it.
  function eachOf(form, field, each) {
    const entries = form.terms.map(([term]) => search.term(term));
    if (entries.some((entry) => !entry)) return;
    const { docs, shares } = entries[0];
    if (entries.length === 1 && field === null) {
      docs.forEach((doc, at) => each(doc, shares[at]));
      return;
    }
    const rows = entries.map(rowsOf);
    for (const doc of docs) {
      const at = rows.map((row) => row.get(doc));
      if (at.includes(undefined)) continue;
      const lists = () => entries.map((entry, number) => entry.places[at[number]]);
      if (form.bySide && !standBySide(lists(), form.terms, field)) continue;
      if (!form.bySide && field !== null && !lists().every((fields) => fields[field])) continue;
      each(doc, Math.min(...entries.map((entry, number) => entry.shares[at[number]])));
    }
  }

  // A unit that was looked up: the share it has of each document.
  function find(unit) {
    const { steps } = search.directory.constants, all = search.directory.count, field = unit.field ? fieldNumber(unit.field) : null;
    const shares = new Float64Array(all);
    let having = 0;
    for (const form of unit.forms) {
      eachOf(form, field, (doc, share) => {
        if (!shares[doc]) having++;
        shares[doc] = Math.max(shares[doc], form.trust * (share / steps));
      });
    }
    return { unit, shares, having, information: unit.trust * information(having, all) };
  }

  // The rows of words in some units that may have relatives, as { units, key }, where units are numbers.
  function rowsOfWords(units) {
    const LONGEST = 5, words = units.map((unit, at) => ({ unit, at }))
      .filter(({ unit }) => unit.role === 'optional' && unit.place !== null && unit.forms.length);
    const rows = [];
    for (let length = 1; length <= LONGEST; length++) {
      for (let start = 0; start + length <= words.length; start++) {
        const row = words.slice(start, start + length);
        rows.push({ units: row.map(({ at }) => at), key: row.map(({ unit }) => unit.forms[0].terms[0][0]).join(' ') });
      }
    }
    return rows;
  }

  // The rows of words that have relatives, as { units, kin }, as a promise.
  async function related(units) {
    const rows = rowsOfWords(units);
    await search.loadKin(rows.map((row) => row.key));
    return rows.map((row) => ({ units: row.units, kin: search.kin(row.key) })).filter((row) => row.kin);
  }

  // Adds what relatives of the query's words are worth.
  function addKin(rows, found) {
    const { kin_word: word, kin_row: row, kin_steps: steps } = search.directory.constants;
    for (const { units, kin } of rows) {
      const weight = units.length === 1 ? word : row / units.length, first = found[units[0]];
      first.relatives = (first.relatives || []).concat(kin.terms);
      for (const at of units) {
        const all = found[at].kin = found[at].kin || new Float64Array(search.directory.count);
        kin.docs.forEach((doc, number) => { all[doc] = Math.max(all[doc], weight * (kin.worths[number] / steps)); });
      }
    }
  }

  const MOST_BEGUN = 3;

  // The words of verb and particle that were begun, of those that a record has, as a promise.
  async function begun(unit, typed) {
    const known = [];
    for (const word of search.begun(typed)) {
      const made = search.meaning(unit, [word]);
      await search.loadTerms(termsOf([made]));
      await search.loadPlaces(needsPlaces(made));
      if (find(made).having) known.push(word);
    }
    return known.slice(0, MOST_BEGUN);
  }

  // What stands for a word that no record has, as { says, units }, as a promise; `null` where nothing is near it.
  async function meantFor(unit, typed) {
    const meant = await search.meant(typed), any = meant ? meant.any : await begun(unit, typed);
    if (any && any.length) return { says: any[0], units: [search.meaning(unit, any)] };
    if (meant) return { says: meant.all.join(' '), units: meant.all.map((word) => search.meaning(unit, [word])) };
    const word = await search.longestBeginning(typed);
    return word && { says: word, units: [search.beginning(unit, word)] };
  }

  // Puts the words that were probably meant in the place of words that no record has, and their parts in the place of
  // identifiers.
  async function correct(plan, corrections) {
    const units = [];
    // A word that has relatives is spelt right, whether a record has it or not.
    const spelt = new Set((await related(plan.units)).flatMap((row) => row.units.map((at) => plan.units[at])));
    for (const unit of plan.units) {
      const known = spelt.has(unit) || termsOf([unit]).some((term) => search.term(term));
      if (known) { units.push(unit); continue; }
      if (unit.inParts.length) { units.push(search.inParts(unit)); continue; }
      const typed = search.wordOf(unit), meant = typed === null ? null : await meantFor(unit, typed);
      if (!meant) { units.push(unit); continue; }
      const correction = { typed, meant: meant.says };
      if (!corrections.some((other) => other.typed === correction.typed)) corrections.push(correction);
      units.push(...meant.units);
    }
    plan.units = units;
    await search.loadTerms(termsOf(units));
  }

  // The terms whose places tell whether an incident has a unit; none of a form that no incident can have.
  function needsPlaces(unit) {
    const forms = unit.forms.filter((form) => form.bySide || unit.field);
    return termsOf([{ forms: forms.filter((form) => form.terms.every(([term]) => search.term(term))) }]);
  }

  // Which documents the facets, dates and exclusions leave; `null` where all are left.
  async function allowed(plan) {
    if (!plan.narrows && !plan.unwanted.length) return null;
    const left = new Uint8Array(search.directory.count).fill(1);
    const holders = (term) => (search.term('=' + term) || { docs: [] }).docs;
    for (const values of plan.facets.values()) {
      const having = new Set(values.flatMap((value) => holders(value.term)));
      left.forEach((_, doc) => { if (!having.has(doc)) left[doc] = 0; });
    }
    plan.unwantedFacets.flatMap(holders).forEach((doc) => { left[doc] = 0; });
    plan.unwanted.forEach((unit) => find(unit).shares.forEach((share, doc) => { if (share) left[doc] = 0; }));
    if (plan.from || plan.until) {
      const days = await search.days(), inside = (day) => day && day >= plan.from && (!plan.until || day < plan.until);
      left.forEach((_, doc) => { if (!inside(days[doc])) left[doc] = 0; });
    }
    return left;
  }

  // ---- Ranking ----

  function isCounted(found) { return found.unit.role !== 'extra' && (found.having > 0 || Boolean(found.kin)); }

  function totalOf(found) {
    const sum = (counts) => found.reduce((sum, each) => counts(each) ? sum + each.information : sum, 0);
    return sum(isCounted) || sum((each) => each.having > 0);
  }

  function candidates(found, left) {
    const { extra, least_coverage: least, kin_coverage: kinship } = search.directory.constants, { priors, count } = search.directory;
    const total = totalOf(found), all = [];
    let best = 0;
    for (let doc = 0; doc < count; doc++) {
      if (left && !left[doc]) continue;
      let matched = 0, covered = 0, lacks = false;
      for (const each of found) {
        const share = each.shares[doc], kin = each.kin ? each.kin[doc] : 0, worth = Math.max(each.information * share, kin);
        if (each.unit.role === 'required' && !share) { lacks = true; break; }
        matched += each.unit.role === 'extra' ? extra * worth : worth;
        const has = share > 0 ? each.information : kin > 0 ? kinship * each.information : 0;
        covered += isCounted(each) ? has : 0;
      }
      if (lacks || matched <= 0) continue;
      const coverage = covered > 0 ? covered / total : 1;
      best = Math.max(best, coverage);
      all.push({ doc, score: scoreOf(matched, 0, coverage, total, priors[doc]), matched, coverage });
    }
    return all.filter((each) => each.coverage >= least * best);
  }

  function byScore(a, b) { return b.score - a.score || a.doc - b.doc; }

  // Adds to the scores of the best what it is worth that words of the query stand together.
  async function rewardNeighbours(found, closer) {
    const { neighbours } = search.directory.constants, { priors, count } = search.directory, total = totalOf(found);
    const words = found.filter((each) => each.unit.place !== null && each.unit.forms.length).map((each) => {
      const term = each.unit.forms[0].terms[0][0], entry = search.term(term);
      return { term, entry, place: each.unit.place, information: each.information, tells: isTelling(each.having, count) };
    });
    const pairs = words.slice(1).map((second, at) => [words[at], second]);
    const telling = pairs.filter(([a, b]) => a.tells && b.tells && a.entry && b.entry);
    await search.loadPlaces(telling.flat().map((word) => word.term));
    const facts = fieldNumber('facts');
    const close = (doc, [first, second]) => {
      const a = first.entry.places[rowsOf(first.entry).get(doc)], b = second.entry.places[rowsOf(second.entry).get(doc)];
      let best = 0;
      if (a && b) a.forEach((places, field) => {
        if (field !== facts && b[field]) best = Math.max(best, closeness(places, b[field], Math.max(0, second.place - first.place)));
      });
      return best;
    };
    for (const each of closer) {
      const near = telling.reduce((sum, pair) => sum + neighbours * Math.min(pair[0].information, pair[1].information) * close(each.doc, pair), 0);
      each.score = scoreOf(each.matched, near, each.coverage, total, priors[each.doc]);
    }
  }

  // All documents that are left, newest first, those without a date last.
  async function newest(left) {
    const days = await search.days(), all = [];
    for (let doc = 0; doc < search.directory.count; doc++) if (!left || left[doc]) all.push({ doc, score: 1, matched: 0, coverage: 1 });
    return all.sort((a, b) => days[b.doc] - days[a.doc] || a.doc - b.doc);
  }

  // Every incident, newest first, as a promise.
  search.newest = () => newest(null);

  // The answer to a query as { query, plan, found, hits, corrections }; hits are { doc, score }, best first.
  search.find = async function (typed) {
    await search.open();
    const query = search.parse(typed), plan = search.planOf(query), corrections = [];
    const answer = { query, plan, found: [], hits: [], corrections };
    if (!plan.units.length && !plan.unwanted.length && !plan.narrows) return answer;
    const facets = Array.from(plan.facets.values()).flat().map((value) => value.term).concat(plan.unwantedFacets);
    const terms = termsOf(plan.units.concat(plan.unwanted)).concat(facets.map((term) => '=' + term));
    await Promise.all([search.loadTerms(terms), related(plan.units)]);
    await correct(plan, corrections);
    await search.loadPlaces(plan.units.concat(plan.unwanted).flatMap(needsPlaces));
    const left = await allowed(plan);
    if (!plan.units.length) answer.hits = await newest(left);
    else {
      answer.found = plan.units.map(find);
      answer.kin = await related(plan.units);
      addKin(answer.kin, answer.found);
      const all = candidates(answer.found, left).sort(byScore), closer = all.slice(0, search.directory.constants.closer);
      await rewardNeighbours(answer.found, closer);
      answer.hits = closer.sort(byScore).concat(all.slice(closer.length));
    }
    return answer;
  };

  Object.assign(search, { information });
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
