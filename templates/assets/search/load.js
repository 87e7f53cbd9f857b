// The index: what was downloaded of it, and how it is read. `src/export/browser/` wrote it.
//
// Every script of the index calls `take` with its own path and what it holds; a script tag works from disk, where
// `fetch` does not. What is asked for twice is downloaded once.
(function (search) {
  'use strict';

  // ---- Scripts ----

  const waiting = new Map();

  search.take = function (path, value) {
    const asked = waiting.get(path);
    if (asked) asked.value = value;
  };

  function tag(path, asked) {
    const script = document.createElement('script');
    script.src = search.base + 'search/' + path + '.js';
    script.onload = function () {
      script.remove();
      if (asked.value === undefined) asked.fail(new Error('nothing in ' + path)); else asked.done(asked.value);
    };
    script.onerror = function () {
      script.remove();
      waiting.delete(path);
      asked.fail(new Error('no ' + path));
    };
    document.head.appendChild(script);
  }

  // What the script of that path holds, as a promise.
  search.load = function (path) {
    let asked = waiting.get(path);
    if (!asked) {
      asked = {};
      asked.promise = new Promise((done, fail) => Object.assign(asked, { done, fail }));
      waiting.set(path, asked);
      search.fetchScript(path, asked);
    }
    return asked.promise;
  };

  search.fetchScript = tag;

  // ---- Digits ----

  function digitAt(text, at) {
    const code = text.charCodeAt(at);
    return code < 92 ? code - 35 : code - 36;
  }

  // Reads numbers one after another.
  function reader(text) {
    let at = 0;
    return {
      done: () => at >= text.length,
      digit: () => digitAt(text, at++),
      number: () => {
        for (let high = 0; ;) {
          const digit = digitAt(text, at++);
          if (digit < 61) return high * 61 + digit;
          high = high * 30 + digit - 61;
        }
      }
    };
  }

  // Numbers of documents, from gaps or from bits.
  function documentsOf(text) {
    const found = [];
    if (text[0] === ' ') {
      for (let at = 1; at < text.length; at++) {
        const bits = digitAt(text, at);
        for (let bit = 0; bit < 6; bit++) if (bits >> bit & 1) found.push((at - 1) * 6 + bit);
      }
      return found;
    }
    for (let digits = reader(text), next = 0; !digits.done(); next++) {
      next += digits.number();
      found.push(next);
    }
    return found;
  }

  search.documentsOf = documentsOf;

  // Documents and their shares.
  function postingsOf(text) {
    const docs = [], shares = [];
    let gap = 0, next = 0;
    for (let at = 0; at < text.length; at++) {
      const digit = digitAt(text, at);
      if (digit >= 63) { gap = gap * 28 + digit - 63; continue; }
      docs.push(next + gap);
      shares.push(digit + 1);
      next += gap + 1;
      gap = 0;
    }
    return { docs, shares };
  }

  // For each document in turn its places, a list for each field.
  function placesOf(text, count) {
    const digits = reader(text), all = [], MANY = 5, LAST = MANY * search.directory.fields.length;
    for (let doc = 0; doc < count && !digits.done(); doc++) {
      const fields = [];
      for (let head = 0; head < LAST;) {
        head = digits.digit();
        const few = head % MANY + 1, places = [];
        let left = few < MANY ? few : MANY + digits.number();
        for (let place = 0; left > 0; left--) places.push(place += digits.number());
        fields[Math.floor(head % LAST / MANY)] = places;
      }
      all.push(fields);
    }
    return all;
  }

  // ---- The directory ----

  // As code points, which is how the index is ordered.
  function isBefore(a, b) {
    const length = Math.min(a.length, b.length);
    for (let at = 0; at < length; at++) {
      let x = a.charCodeAt(at), y = b.charCodeAt(at);
      if (x === y) continue;
      if (x >= 0xd800 && y >= 0xd800) {
        x += x >= 0xe000 ? -0x800 : 0x2000;
        y += y >= 0xe000 ? -0x800 : 0x2000;
      }
      return x < y;
    }
    return a.length < b.length;
  }

  function shards(text) {
    const bounds = [], names = [];
    for (const entry of text ? text.split('!') : []) {
      const blank = entry.lastIndexOf(' ');
      bounds.push(entry.slice(0, blank));
      names.push(entry.slice(blank + 1));
    }
    return { bounds, names };
  }

  // The number of the shard that holds a key, if any does.
  function shardOf(list, key) {
    let low = 0, high = list.bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(key, list.bounds[middle])) high = middle; else low = middle + 1;
    }
    return Math.max(0, low - 1);
  }

  function priorsOf([values, text]) {
    const own = [];
    for (let digits = reader(text); !digits.done();) own.push(values[digits.number()]);
    return own;
  }

  let opened = null;

  // Loads the directory; everything else may be asked for once it is there.
  search.open = function () {
    opened = opened || search.load('directory').then((directory) => {
      directory.common = new Set(directory.common);
      directory.severities = Object.assign(Object.create(null), directory.severities);
      for (const kind of ['terms', 'kin', 'words', 'endings']) directory[kind] = shards(directory[kind]);
      directory.priors = priorsOf(directory.priors);
      search.directory = directory;
    }).catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  };

  // ---- Terms ----

  const held = new Map();

  function entriesOf(name, text) {
    if (!held.has(name)) {
      const entries = new Map();
      for (const entry of text.split('!')) {
        const last = entry.lastIndexOf(' '), first = entry.lastIndexOf(' ', last - 1);
        entries.set(entry.slice(0, first), { packed: entry.slice(first + 1, last), packedPlaces: entry.slice(last + 1) });
      }
      held.set(name, entries);
    }
    return held.get(name);
  }

  const known = new Map();

  // Loads some terms; `term` gives them afterwards.
  search.loadTerms = function (terms) {
    const list = search.directory.terms;
    return Promise.all(Array.from(new Set(terms)).filter((term) => !known.has(term)).map((term) => {
      const name = list.names[shardOf(list, term)];
      if (!name) { known.set(term, null); return null; }
      return search.load('terms/' + name).then((text) => { known.set(term, entriesOf(name, text).get(term) || null); });
    }));
  };

  // The documents and shares of a term that was loaded; `null` where no record has it.
  search.term = function (term) {
    const entry = known.get(term);
    if (entry && !entry.docs) Object.assign(entry, postingsOf(entry.packed));
    return entry || null;
  };

  const related = new Map();

  // Loads the other words for some rows of words; `kin` gives them afterwards.
  search.loadKin = function (keys) {
    const list = search.directory.kin;
    return Promise.all(Array.from(new Set(keys)).filter((key) => !related.has(key)).map((key) => {
      const name = list.names[shardOf(list, key)];
      if (!name) { related.set(key, null); return null; }
      return search.load('kin/' + name).then((text) => { related.set(key, entriesOf(name, text).get(key) || null); });
    }));
  };

  // What is kept under a key that was loaded, as { docs, worths, terms }; `null` where there is nothing.
  search.kin = function (key) {
    const entry = related.get(key);
    if (entry && !entry.docs) {
      const { docs, shares } = postingsOf(entry.packed);
      Object.assign(entry, { docs, worths: shares, terms: entry.packedPlaces.split(',') });
    }
    return entry || null;
  };

  // Loads where some terms stand; `places` of a term then has the lists, in the order of its documents.
  search.loadPlaces = function (terms) {
    return Promise.all(terms.map(search.term).filter((entry) => entry && !entry.places).map((entry) => {
      const packed = entry.packedPlaces;
      const whole = packed[0] === '~' ? search.load('places/' + packed.slice(1)) : Promise.resolve(packed);
      return whole.then((text) => { entry.places = placesOf(text, entry.docs.length); });
    }));
  };

  // ---- Words ----

  // All words, or all backwards, that may begin with `start`, each with its count, as a promise.
  search.wordsFrom = function (kind, start) {
    const list = search.directory[kind];
    if (!list.names.length) return Promise.resolve([]);
    const names = list.names.slice(shardOf(list, start), shardOf(list, start + '\u{10ffff}') + 1);
    return Promise.all(names.map((name) => search.load(kind + '/' + name))).then((texts) => {
      const found = [];
      for (const entry of texts.join('!').split('!')) {
        const blank = entry.lastIndexOf(' '), word = entry.slice(0, blank);
        if (word.startsWith(start)) found.push([word, reader(entry.slice(blank + 1)).number()]);
      }
      return found;
    });
  };

  // ---- Facts ----

  // The values of a facet as { term, name, docs }, as a promise.
  search.facet = function (name) {
    const script = search.directory.facts[name];
    if (!script) return Promise.resolve([]);
    return search.load('facts/' + script).then((text) => {
      if (typeof text !== 'string') return text;
      return JSON.parse(text).map(([term, shown, docs]) => ({ term, name: shown, docs: documentsOf(docs) }));
    });
  };

  let days = null;

  // The day of every document as a number that sorts, 0 where there is none, as a promise.
  search.days = function () {
    days = days || search.load('facts/' + search.directory.facts.day).then((text) => {
      const found = [];
      let day = 0;
      for (let digits = reader(text); !digits.done();) {
        const number = digits.number(), distance = Math.floor(number / 2);
        day += number % 2 ? -distance : distance;
        found.push(day);
      }
      return found;
    });
    return days;
  };

  // How far the record of every document is worked out, 0 to 3, as a promise.
  search.levels = function () {
    const script = search.directory.facts.level;
    return script ? search.load('facts/' + script).then((text) => Array.from(text, Number)) : Promise.resolve([]);
  };

  // ---- Texts ----

  function scriptOf(kind, doc) {
    const { block } = search.directory, number = Math.floor(doc / block);
    return kind + '/' + number + search.directory[kind][number];
  }

  // What a result shows, or its other lines (`kind` is `texts` or `lines`), as a promise.
  search.text = function (kind, doc) {
    return search.load(scriptOf(kind, doc)).then((texts) => texts[doc % search.directory.block]);
  };

  // Whether that was downloaded before.
  search.hasText = function (kind, doc) {
    const asked = waiting.get(scriptOf(kind, doc));
    return Boolean(asked) && asked.value !== undefined;
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
