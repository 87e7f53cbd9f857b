// What was probably meant by a word that no record has, as `Words::meant` in `src/ranking/words.rs` says it.
(function (search) {
  'use strict';

  const MOST_MEANT = 3, MUCH_RARER = 20, LONG_BEGINNING = 5;

  function lengthOf(word) { return Array.from(word).length; }

  function isWord(word) {
    const length = lengthOf(word);
    if (length < 3 || length > 32) return false;
    if (/^[a-z]+$/.test(word)) return true;
    let turns = 0, last = null;
    for (const c of word) {
      if (c >= '\u1100') return false;
      const digit = /\p{N}/u.test(c);
      if (last !== null && last !== digit) turns++;
      last = digit;
    }
    return turns <= 2 && /\p{Alphabetic}/u.test(word);
  }

  // How many letters are wrong, missing, too many or swapped with their neighbour; more than `reach` is Infinity.
  function distance(a, b, reach) {
    const x = Array.from(a), y = Array.from(b);
    if (Math.abs(x.length - y.length) > reach) return Infinity;
    let before = [], last = Array.from({ length: y.length + 1 }, (_, at) => at);
    for (let i = 1; i <= x.length; i++) {
      const row = [i];
      for (let j = 1; j <= y.length; j++) {
        const same = x[i - 1] === y[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > reach) return Infinity;
      before = last;
      last = row;
    }
    const digits = (word) => word.replace(/\P{N}/gu, '');
    return last[y.length] <= reach && digits(a) === digits(b) ? last[y.length] : Infinity;
  }

  function byLikelihood(a, b) { return a.distance - b.distance || b.count - a.count || (a.word < b.word ? -1 : 1); }

  // The most common of the nearest of some words.
  function likeliest(words) {
    if (!words.length) return null;
    words.sort(byLikelihood);
    const { distance: nearest, count: most } = words[0], least = Math.floor(most / MUCH_RARER);
    const near = words.filter((each) => each.distance === nearest).slice(0, MOST_MEANT);
    return { any: near.filter((each) => each.count >= least).map((each) => each.word) };
  }

  function near(typed, words, reach) {
    const found = words.map(([word, count]) => ({ word, count, distance: distance(typed, word, reach) }));
    return likeliest(found.filter((each) => each.distance <= reach));
  }

  function backwards(word) { return Array.from(word).reverse().join(''); }

  // The most common pair of words, of three letters or more each, that make up `typed`.
  async function twoWords(typed) {
    const heads = new Map(await search.wordsFrom('words', typed.slice(0, 3)));
    let best = null;
    for (let at = 3; at <= typed.length - 3; at++) {
      const head = heads.get(typed.slice(0, at));
      if (head === undefined) continue;
      const tail = (await search.wordsFrom('words', typed.slice(at))).find(([word]) => word === typed.slice(at));
      const count = tail && Math.min(head, tail[1]);
      if (tail && (!best || count >= best.count)) best = { count, at };
    }
    return best && { all: [typed.slice(0, best.at), typed.slice(best.at)] };
  }

  // The longest known word that `typed` begins with, where it is half of it or more, or null; as a promise.
  search.longestBeginning = async function (typed) {
    if (!isWord(typed) || !/^\p{Alphabetic}+$/u.test(typed)) return null;
    const half = (word) => lengthOf(word) >= LONG_BEGINNING && 2 * lengthOf(word) >= lengthOf(typed);
    let best = null;
    for (const [word] of await search.wordsFrom('words', Array.from(typed).slice(0, LONG_BEGINNING).join(''))) {
      if (typed.startsWith(word) && half(word) && (!best || word.length > best.length)) best = word;
    }
    return best;
  };

  // { any: words } or { all: words }, or null; as a promise.
  search.meant = async function (typed) {
    if (!isWord(typed)) return null;
    const length = lengthOf(typed), first = Array.from(typed)[0];
    const longer = await search.wordsFrom('words', typed);
    if (longer.length) return likeliest(longer.map(([word, count]) => ({ word, count, distance: 0 })));
    let found = null;
    if (length >= 4) found = near(typed, await search.wordsFrom('words', first), length < 8 ? 1 : 2);
    if (!found && length >= 6) {
      // One edit, at the first letter: the other letters but the first two are as they should be.
      const end = backwards(Array.from(typed).slice(2).join(''));
      const words = (await search.wordsFrom('endings', end)).map(([word, count]) => [backwards(word), count]);
      found = near(typed, words.filter(([word]) => Array.from(word)[0] !== first), 1);
    }
    return found || twoWords(typed);
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
