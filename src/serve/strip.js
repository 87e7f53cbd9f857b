// Reloads the page where its reader is when it changed, and shows what was found in the records; part of pages that
// are served by `casebook serve`, of no others.
(() => {
  "use strict";
  const self = document.currentScript;
  const { page, hash } = self.dataset;
  const style = new URL("strip.css", self.src).href;
  const events = new URL(`events?page=${encodeURIComponent(page)}`, self.src).href;

  const remembered = "casebook-serve";
  const recall = (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(`${remembered}-${key}`));
    } catch {
      return null;
    }
  };
  const remember = (key, value) => {
    try {
      sessionStorage.setItem(`${remembered}-${key}`, JSON.stringify(value));
    } catch {
      // Without storage the page starts at its top.
    }
  };

  // Where the reader is: the named piece nearest to the top of the window, so that what is written above it moves
  // nothing, and how far down the page, should that piece be gone.
  const isHeld = (element) => {
    for (let one = element; one; one = one.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(one).position)) return true;
    }
    return false;
  };
  const place = () => {
    const named = [...document.querySelectorAll("main [id]")].map((element) => ({ element, top: element.getBoundingClientRect().top }));
    named.sort((a, b) => Math.abs(a.top) - Math.abs(b.top));
    // What moves with the window says nothing of where the reader is.
    const nearest = named.find(({ element }) => !isHeld(element));
    return { address: location.pathname, id: nearest?.element.id, top: nearest?.top, y: scrollY };
  };
  const returnTo = ({ id, top, y }) => {
    const element = id && document.getElementById(id);
    const target = element ? scrollY + element.getBoundingClientRect().top - top : y;
    scrollTo({ top: target, behavior: "instant" });
  };
  const left = recall("place");
  remember("place", null);
  if (left?.address === location.pathname) {
    returnTo(left);
    addEventListener("load", () => returnTo(left));
  }
  const reload = () => {
    remember("place", place());
    // The browser would put back how far down the page was, and does so late.
    history.scrollRestoration = "manual";
    location.reload();
  };
  // Where a reader goes back to this page, the browser knows best.
  addEventListener("pageshow", () => setTimeout(() => (history.scrollRestoration = "auto"), 1000));

  const make = (name, text, ...classes) => {
    const element = document.createElement(name);
    element.textContent = text;
    element.classList.add(...classes);
    return element;
  };
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  // Beside the page, in a tree of its own: neither's style reaches the other.
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = style;
  const strip = make("section", "", "strip");
  strip.setAttribute("aria-label", "casebook serve");
  strip.hidden = true;
  const button = make("button", "");
  button.type = "button";
  const list = make("div", "", "list");
  list.id = "list";
  button.setAttribute("aria-controls", "list");
  const status = make("p", "", "status");
  status.setAttribute("role", "status");
  strip.append(list, button, status);
  root.append(sheet, strip);

  let isOpen = recall("open") === true;
  const unfold = (open) => {
    isOpen = open;
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => {
    unfold(!isOpen);
    remember("open", isOpen);
  });
  strip.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen) return;
    unfold(false);
    remember("open", false);
    button.focus();
  });

  const item = (finding, onPage) => {
    const piece = make("article", "", "finding", finding.level);
    piece.append(make("pre", finding.text));
    if (!onPage && finding.page) {
      const link = make("a", "open its page");
      link.href = `/${finding.page.split("/").map(encodeURIComponent).join("/")}`;
      piece.append(link);
    }
    return piece;
  };

  const show = (news) => {
    const { failure, here, elsewhere, totals } = news;
    // There is no site yet: this page is only about why.
    if (hash === "unmade") {
      if (failure) document.querySelector("main pre").textContent = failure;
      button.hidden = true;
      return;
    }
    const parts = ["error", "warning"].filter((noun) => totals[`${noun}s`]).map((noun) => count(totals[`${noun}s`], noun));
    if (here.length) parts.push(`${count(here.length, "finding")} on this page`);
    list.replaceChildren();
    if (failure) list.append(make("h2", "The site could not be made; this is the last one that could"), make("pre", failure, "failure"));
    if (here.length) list.append(make("h2", "On this page"), ...here.map((finding) => item(finding, true)));
    if (elsewhere.length) list.append(make("h2", "In other files"), ...elsewhere.map((finding) => item(finding, false)));
    const untold = totals.errors + totals.warnings - elsewhere.length - here.filter(({ level }) => level !== "note").length;
    if (untold > 0) list.append(make("p", `and ${count(untold, "more")}; casebook check shows them all`.replace("mores", "more")));
    button.textContent = failure ? "the site could not be made" : parts.join(", ");
    strip.classList.toggle("failed", Boolean(failure));
    strip.classList.toggle("errors", totals.errors > 0);
    button.hidden = !failure && !parts.length;
    unfold(Boolean(failure) || (isOpen && !button.hidden));
    isOpen = recall("open") === true;
  };

  const say = (text) => {
    status.textContent = text;
    strip.hidden = button.hidden && !text;
  };

  let source = null;
  let slow = null;
  const hear = ({ data }) => {
    const news = JSON.parse(data);
    clearTimeout(slow);
    if (news.making) {
      // Most are made before anybody could read that they are being made.
      slow = setTimeout(() => say("making the site…"), 400);
      return;
    }
    if (news.hash !== hash) {
      reload();
      return;
    }
    show(news);
    say("");
  };
  const listen = () => {
    if (document.hidden) {
      // A browser has few connections to one server; tabs that nobody sees leave them to the others.
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource(events);
      source.addEventListener("message", hear);
      source.addEventListener("error", () => say("casebook serve has ended"));
    }
  };
  document.body.append(host);
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => {
    source?.close();
    source = null;
  });
  addEventListener("pageshow", listen);
  listen();
})();
