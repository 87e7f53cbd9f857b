// The words of a search, marked on the incident's page that it led to.
(function (search) {
  'use strict';

  const { word } = window.CASEBOOK;

  function wrap(node, wanted) {
    const text = node.data, hits = search.matches(text, wanted);
    if (!hits.length) return [];
    const pieces = [], made = [];
    let at = 0;
    for (const hit of hits) {
      const mark = search.element('mark', 'found', text.slice(hit.start, hit.end));
      pieces.push(text.slice(at, hit.start), mark);
      made.push(mark);
      at = hit.end;
    }
    pieces.push(text.slice(at));
    node.replaceWith(...pieces.filter((piece) => piece !== ''));
    return made;
  }

  function textsIn(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  }

  function isBehind(mark, anchor) { return !anchor || anchor.contains(mark) || Boolean(anchor.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING); }

  function clear(marks, bar) {
    marks.forEach((mark) => {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    });
    bar.remove();
  }

  function button(text, act) {
    const made = search.element('button', 'found-button', text);
    made.type = 'button';
    made.addEventListener('click', act);
    return made;
  }

  // What stands on the page about the marks: how many there are, the next one, back, away with them.
  function barOf(words, marks, first) {
    const { element } = search, bar = element('div', 'found-bar'), said = element('span', '');
    let at = first;
    said.setAttribute('role', 'status');
    function go(to) {
      at = (to + marks.length) % marks.length;
      marks.forEach((mark, place) => mark.classList.toggle('found-now', place === at));
      const folded = marks[at].closest('details');
      if (folded) folded.open = true;
      marks[at].scrollIntoView({ block: 'center' });
      said.textContent = word('marks.place', { at: at + 1, count: marks.length });
    }
    const back = element('a', '', word('marks.results'));
    back.href = search.base + 'search/index.html?q=' + encodeURIComponent(words);
    said.textContent = word('marks.found', { count: marks.length });
    bar.append(said, button(word('marks.back'), () => go(at - 1)), button(word('marks.on'), () => go(at + 1)), back, button(word('marks.clear'), () => clear(marks, bar)));
    return { bar, go };
  }

  // `meant` are words that stand for others of the search.
  search.startMarks = async function (words, meant) {
    await search.open();
    const plan = search.planOf(search.parse((words + ' ' + (meant || '')).trim())), wanted = search.wantedOf(plan.units.map((unit) => ({ unit, information: 1 })));
    for (const units of wanted.values()) units.forEach((each) => { each.field = null; });
    const roots = document.querySelectorAll('.incident .head h1, .incident .record');
    const find = () => Array.from(roots).flatMap(textsIn).flatMap((node) => wrap(node, wanted));
    let marks = find();
    // Words side by side may stand in bold or as code, which is a text of its own.
    if (!marks.length) {
      for (const units of wanted.values()) units.forEach((each) => { each.row = null; });
      marks = find();
    }
    if (!marks.length) return;
    const hash = decodeURIComponent(location.hash.slice(1)), anchor = hash && document.getElementById(hash);
    const first = Math.max(0, marks.findIndex((mark) => !mark.closest('h1') && isBehind(mark, anchor)));
    const { bar, go } = barOf(words, marks, first);
    document.querySelector('main').append(bar);
    if (anchor || marks.every((mark) => !mark.closest('h1'))) go(first);
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
