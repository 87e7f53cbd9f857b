// What triage knows: scripts that other scripts of the site call `CASEBOOK_TRIAGE` with.
//
// `triage/known.js` has the signals of patterns, `triage/part-N.js` what is told of some incidents.
(function (site, triage) {
  'use strict';

  var waiting = {};
  triage.known = null;
  triage.parts = {};
  window.CASEBOOK_TRIAGE = {
    known: function (value) { triage.known = triage.prepared(value); },
    part: function (number, value) { triage.parts[number] = value; }
  };

  // Loads a script once, and tells whether it came.
  triage.script = function (path, done) {
    if (waiting[path]) return waiting[path] === true ? done(true) : waiting[path].push(done);
    var all = waiting[path] = [done], element = document.createElement('script');
    function finish(ok) { waiting[path] = ok || null; all.forEach(function (each) { each(ok); }); }
    element.onload = function () { finish(true); };
    element.onerror = function () { finish(false); };
    element.src = site.base + path;
    document.head.appendChild(element);
  };
})(window.CASEBOOK, window.CASEBOOK.triage = window.CASEBOOK.triage || {});
