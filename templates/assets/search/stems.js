// Stems: English words without their endings (Porter 2), as `src/text/stems.rs` makes them.
//
// The same algorithm, held to the other by the table in `tests/browser/terms.json` and by every word of a built index.
(function (search) {
  'use strict';

  const VOWEL = /[aeiouy]/, DOUBLE = /(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;
  const WHOLE = new Map(Object.entries({
    skis: 'ski', skies: 'sky', idly: 'idl', gently: 'gentl', ugly: 'ugli', early: 'earli', only: 'onli', singly: 'singl',
    sky: 'sky', news: 'news', howe: 'howe', atlas: 'atlas', cosmos: 'cosmos', bias: 'bias', andes: 'andes'
  }));
  const STARTS = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
  const STEP_2 = [
    ['ization', 'ize'], ['ational', 'ate'], ['fulness', 'ful'], ['ousness', 'ous'], ['iveness', 'ive'],
    ['tional', 'tion'], ['biliti', 'ble'], ['lessli', 'less'], ['entli', 'ent'], ['ation', 'ate'], ['alism', 'al'],
    ['aliti', 'al'], ['ousli', 'ous'], ['iviti', 'ive'], ['fulli', 'ful'], ['ogist', 'og'], ['enci', 'ence'], ['anci', 'ance'],
    ['abli', 'able'], ['izer', 'ize'], ['ator', 'ate'], ['alli', 'al'], ['bli', 'ble'], ['ogi', 'og'], ['li', '']
  ];
  const STEP_3 = [
    ['ational', 'ate'], ['tional', 'tion'], ['alize', 'al'], ['icate', 'ic'], ['iciti', 'ic'], ['ative', ''],
    ['ical', 'ic'], ['ness', ''], ['ful', '']
  ];
  const STEP_4 = [
    'ement', 'ance', 'ence', 'able', 'ible', 'ment', 'ant', 'ent', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize', 'ion', 'al',
    'er', 'ic'
  ];

  function cut(word, by) { return word.slice(0, word.length - by); }

  function regionAfter(word, from) {
    const found = /[aeiouy][^aeiouy]/.exec(word.slice(from));
    return found ? from + found.index + 2 : word.length;
  }

  function isShort(word) { return /(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY]|past)$/.test(word); }

  // Plurals, and `ed` and `ing`.
  function withoutPlural(word) {
    if (word.endsWith('sses')) return cut(word, 2);
    if (/ie[ds]$/.test(word)) return cut(word, word.length > 4 ? 2 : 1);
    if (/s$/.test(word) && !/[us]s$/.test(word) && VOWEL.test(cut(word, 2))) return cut(word, 1);
    return word;
  }

  function withoutPast(word, r1) {
    const eed = /eed(?:ly)?$/.exec(word), past = /(?:ed|ing)(?:ly)?$/.exec(word);
    if (eed) return eed.index >= r1 && !/^(?:succ|proc|exc)eed/.test(word) ? word.slice(0, eed.index) + 'ee' : word;
    if (/^(?:even|cann|inn|earr|herr|out)ing$/.test(word)) return word;
    if (/^[^aeiouy]ying$/.test(word)) return word[0] + 'ie';
    if (!past || !VOWEL.test(word.slice(0, past.index))) return word;
    word = word.slice(0, past.index);
    if (/(?:at|bl|iz)$/.test(word)) return word + 'e';
    if (DOUBLE.test(word)) return /^[aeo]..$/.test(word) ? word : cut(word, 1);
    return isShort(word) && r1 === word.length ? word + 'e' : word;
  }

  // Steps 2 and 3: the first ending that fits is the longest, and the only one that is tried.
  function replaced(word, endings, fits) {
    const found = endings.find(([ending]) => word.endsWith(ending));
    if (!found) return word;
    const at = word.length - found[0].length;
    return fits(found[0], at) ? word.slice(0, at) + found[1] : word;
  }

  function porter(word) {
    if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
    if (WHOLE.has(word)) return WHOLE.get(word);
    word = word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y');
    const start = STARTS.exec(word);
    const r1 = start ? start[0].length : regionAfter(word, 0), r2 = regionAfter(word, r1);
    word = withoutPlural(word);
    word = withoutPast(word, r1);
    if (/.[^aeiouy][yY]$/.test(word)) word = cut(word, 1) + 'i';
    word = replaced(word, STEP_2, (ending, at) => {
      const behind = word[at - 1] || '';
      return at >= r1 && (ending === 'ogi' ? behind === 'l' : ending !== 'li' || /[cdeghkmnrt]/.test(behind));
    });
    word = replaced(word, STEP_3, (ending, at) => at >= (ending === 'ative' ? r2 : r1));
    const last = STEP_4.find((ending) => word.endsWith(ending));
    if (last) {
      const at = word.length - last.length;
      if (at >= r2 && (last !== 'ion' || /[st]/.test(word[at - 1] || ''))) word = word.slice(0, at);
    }
    const at = word.length - 1;
    if (word[at] === 'e' && (at >= r2 || (at >= r1 && !isShort(cut(word, 1))))) word = cut(word, 1);
    else if (word[at] === 'l' && at >= r2 && word[at - 1] === 'l') word = cut(word, 1);
    return word.replace(/Y/g, 'y');
  }

  const made = new Map();

  search.stem = function (word) {
    let stem = made.get(word);
    if (stem === undefined) {
      if (made.size > 20000) made.clear();
      stem = porter(word);
      made.set(word, stem);
    }
    return stem;
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
