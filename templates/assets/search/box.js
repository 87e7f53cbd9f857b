// The search box of every page: results as one types, below the box.
//
// The focus stays in the box; the list is told to be chosen from by `aria-activedescendant`, so that it can change at any
// moment without taking the focus away.
(function (search) {
  'use strict';

  const SHOWN = 8, PAUSE = 15;
  const { word } = window.CASEBOOK;

  search.failed = () => word('results.failed');

  // What was searched for in place of a word that no record has, a sentence each.
  search.meantInstead = (answer) => answer.corrections.map(({ meant, typed }) => word('results.meant', { meant, typed }));

  search.startBox = function (form) {
    const { element } = search, input = form.querySelector('input');
    const box = element('div', 'results'), list = element('div', 'results-list'), note = element('p', 'results-note');
    const status = element('span', 'visually-hidden');
    status.setAttribute('role', 'status');
    list.id = input.id + '-list';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', word('results.list'));
    box.append(list, note);
    box.hidden = true;
    form.append(box, status);
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-haspopup', 'listbox'], ['aria-controls', list.id], ['aria-expanded', 'false']]) {
      input.setAttribute(name, value);
    }

    let timer = 0, turn = 0, active = -1, shown = '', ready = Promise.resolve();

    function options() { return Array.from(list.children); }

    function choose(at) {
      const all = options();
      active = all.length ? Math.max(-1, Math.min(at, all.length - 1)) : -1;
      all.forEach((option, place) => option.setAttribute('aria-selected', String(place === active)));
      if (active < 0) { input.removeAttribute('aria-activedescendant'); return; }
      input.setAttribute('aria-activedescendant', all[active].id);
      all[active].scrollIntoView({ block: 'nearest' });
    }

    function open(isOpen) {
      box.hidden = !isOpen;
      input.setAttribute('aria-expanded', String(isOpen && list.children.length > 0));
      if (!isOpen) choose(-1);
    }

    function showResults(answer, results, isOpen) {
      const before = active >= 0 ? options()[active].dataset.doc : '';
      list.replaceChildren(...results.map((each, at) => search.option(answer, each, list.id + '-' + at)));
      list.hidden = !results.length;
      const meant = search.meantInstead(answer).join(' ');
      const found = search.found(answer.hits.length), more = answer.hits.length ? word('results.note-all', { found }) : word('results.note-none', { found });
      note.textContent = [meant, more].filter(Boolean).join(' ');
      status.textContent = [meant, found].filter(Boolean).join(' ');
      choose(options().findIndex((option) => option.dataset.doc === before));
      open(isOpen);
    }

    async function update() {
      const text = input.value, own = ++turn;
      clearTimeout(timer);
      timer = 0;
      if (!text.trim()) { shown = ''; open(false); status.textContent = ''; return; }
      try {
        const answer = await search.find(text);
        const docs = answer.hits.slice(0, SHOWN).map((hit) => hit.doc), first = await search.firstAnswers(answer, docs);
        if (own !== turn) return;
        const show = (results, isOpen) => { shown = text; showResults(answer, results, isOpen); };
        const whole = Promise.all(docs.map((doc) => search.answer(answer, doc)));
        if (!first) {
          const results = await whole;
          if (own === turn) show(results, document.activeElement === input);
          return;
        }
        show(first, document.activeElement === input);
        // Nobody waits for the other lines, and who has closed the list in the meantime wants it closed. Lines that do not
        // come take nothing away from what is shown.
        whole.then((results) => { if (own === turn) show(results, !box.hidden); }).catch(() => {});
      } catch (error) {
        if (own !== turn) return;
        shown = text;
        list.replaceChildren();
        note.textContent = status.textContent = search.failed();
        open(true);
      }
    }

    // What is shown belongs to what is typed, before a key acts on it; lines that are still to come change nothing.
    function settled() {
      if (!timer && shown === input.value) return Promise.resolve();
      ready = update();
      return ready;
    }

    function move(event) {
      const down = event.key === 'ArrowDown', step = down ? 1 : -1;
      event.preventDefault();
      settled().then(() => {
        if (!list.children.length) return;
        const at = active;
        open(true);
        choose(at + step < -1 ? list.children.length - 1 : at + step);
      });
    }

    input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => { ready = update(); }, PAUSE);
    });
    input.addEventListener('focus', () => { if (input.value.trim() && shown !== input.value) ready = update(); else if (shown) open(true); });
    input.addEventListener('keydown', (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event);
      else if (event.key === 'Enter' && active >= 0 && !box.hidden) { event.preventDefault(); options()[active].click(); }
      else if (event.key === 'Escape' && !box.hidden) { event.preventDefault(); open(false); }
    });
    // Who comes back from a record finds what was typed.
    list.addEventListener('click', () => {
      try { history.replaceState({ ...history.state, typed: input.value }, ''); } catch (e) { /* Some browsers refuse it for files. */ }
    });
    document.addEventListener('pointerdown', (event) => { if (!form.contains(event.target)) open(false); });
    form.addEventListener('focusout', (event) => { if (event.relatedTarget && !form.contains(event.relatedTarget)) open(false); });
    if (input.value.trim()) ready = update();
    else search.open().catch(() => {});
  };
})(window.CASEBOOK.search = window.CASEBOOK.search || {});
