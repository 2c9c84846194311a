// Improves pages that already work without it.
(() => {
  "use strict";

  // What was done is said once, not again when the page is loaded anew.
  const here = new URL(location.href);
  if (here.searchParams.has("notice")) {
    here.searchParams.delete("notice");
    history.replaceState(null, "", here);
  }

  // The error summary takes the focus, so that it is read out first; else the place where the work starts, unless the address leads elsewhere.
  const problem = document.querySelector("[data-focus]");
  const place = location.hash ? null : document.querySelector("[data-start]");
  const stops = "a[href], button, select, textarea, input:not([type=hidden])";
  const start = place && (place.matches(stops) ? place : place.querySelector(stops));
  if (problem) problem.focus();
  else if (start && document.activeElement === document.body && matchMedia("(pointer: fine)").matches) start.focus();

  // A form is sent once: its buttons rest after the first press. The press itself must go through, so this waits a moment.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-again") || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = true; }), 0);
  });

  // Coming back with the browser's own button, the form may be sent again; the server settles what was sent before.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = false; });
    });
  });

  // What is typed is kept on the server for whoever types it: long forms as they are typed, and every form before something takes its page away.
  const drafts = document.body.dataset.drafts;
  const kept = new WeakMap();
  const contents = (form) =>
    new URLSearchParams([...new FormData(form)].filter(([name, value]) => name !== "form-token" && typeof value === "string")).toString();
  const isKept = (form) => drafts && form.method === "post" && !form.hasAttribute("data-again") && !form.querySelector("input[type=password]");
  const know = (form) => { if (form && isKept(form) && !kept.has(form)) kept.set(form, contents(form)); };
  const typed = () =>
    [...document.forms].filter((form) => isKept(form) && !form.dataset.sent && kept.has(form) && kept.get(form) !== contents(form));
  const keep = async (form, headers) => {
    const [before, text] = [kept.get(form), contents(form)];
    const more = new URLSearchParams({ "form-token": new FormData(form).get("form-token"), "draft-of": form.getAttribute("action") });
    kept.set(form, text);
    let isSaved = false;
    try {
      const response = await fetch(drafts, {
        method: "POST", credentials: "same-origin", keepalive: text.length < 60000, body: `${text}&${more}`,
        headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Fragment": "1", ...headers },
      });
      isSaved = response.ok && !response.redirected && (await response.json()).kept;
    } catch {
      // What was not kept is tried again with the next key, and when the page goes.
    }
    if (!isSaved && kept.get(form) === text) kept.set(form, before);
  };
  [...document.forms].forEach(know);
  document.addEventListener("focusin", (event) => know(event.target.form));
  // A form that came back with what is wrong is nowhere but on this page.
  if (document.querySelector(".error-summary")) {
    [...document.forms].filter((form) => kept.has(form) && new URL(form.action).pathname === location.pathname).forEach((form) => kept.set(form, ""));
  }
  const pauses = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.hasAttribute("data-draft")) return;
    clearTimeout(pauses.get(form));
    pauses.set(form, setTimeout(() => { if (typed().includes(form)) keep(form); }, 3000));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) typed().filter((form) => form.hasAttribute("data-draft")).forEach((form) => keep(form));
  });

  // Another form of the page is sent once what is typed in this one is kept, or has had its time.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const others = typed().filter((other) => other !== form);
    if (form.dataset.goes || others.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const patience = new Promise((done) => { setTimeout(done, 2000); });
    Promise.race([Promise.all(others.map((other) => keep(other))), patience]).then(() => {
      form.dataset.goes = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.goes;
    });
  }, true);

  const fetchFragment = async (address, options) => {
    const response = await fetch(address, { credentials: "same-origin", ...options, headers: { "X-Fragment": "1", ...(options.headers || {}) } });
    if (response.status === 401) {
      // Signed out meanwhile: what is typed in a form stays where it is.
      if (typed().length === 0) location.reload();
      return null;
    }
    if (!response.ok || response.redirected) return null;
    return response.text();
  };

  // Results as you type: the form is posted to its fragment's address; the newest answer wins.
  document.querySelectorAll("form[data-live-search]").forEach((form) => {
    const target = document.getElementById(form.dataset.target);
    const box = form.querySelector("input[type=text], input[type=search]");
    if (!target || !box) return;
    target.setAttribute("aria-live", "polite");
    let timer = 0;
    let asked = 0;
    let last = box.value;
    const ask = async () => {
      const value = box.value.trim();
      if (value === last) return;
      last = value;
      asked += 1;
      const mine = asked;
      if (value.length < Number(form.dataset.least || 3)) {
        target.replaceChildren();
        return;
      }
      target.setAttribute("aria-busy", "true");
      try {
        const text = await fetchFragment(form.dataset.liveSearch, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        if (mine === asked && text !== null && box.value.trim() === value) target.innerHTML = text;
      } catch {
        // Without an answer the form's own button still works.
      } finally {
        if (mine === asked) target.removeAttribute("aria-busy");
      }
    };
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 200);
    });
    if (!form.dataset.key) return;

    // The box of the header: its key leads to it from anywhere but a field, the arrows to what was found, and Escape away from it.
    const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
    document.addEventListener("keydown", (event) => {
      if (event.key !== form.dataset.key || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (box.offsetParent === null) return;
      event.preventDefault();
      box.focus();
      box.select();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        box.value = "";
        last = "";
        target.replaceChildren();
        document.activeElement.blur();
        return;
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [box, ...target.querySelectorAll("a")];
      const place = stops.indexOf(document.activeElement);
      if (!step || stops.length < 2 || place < 0) return;
      event.preventDefault();
      stops[Math.min(Math.max(place + step, 0), stops.length - 1)].focus();
    });
    form.addEventListener("focusin", () => { target.hidden = false; });
    form.addEventListener("focusout", (event) => { target.hidden = !form.contains(event.relatedTarget) && event.relatedTarget !== null; });
    document.addEventListener("click", (event) => { if (!form.contains(event.target)) target.hidden = true; });
  });

  // Menus of the navigation close when somebody goes elsewhere or presses Escape.
  document.querySelectorAll("details.menu, details.whole-menu").forEach((menu) => {
    menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Parts that change by themselves are taken from the page as it is now, while somebody looks at it and nobody works in the part.
  document.querySelectorAll("[data-refresh][id]").forEach((part) => {
    const seconds = Math.max(15, Number(part.dataset.refresh) || 60);
    const isBusy = () => document.hidden || part.contains(document.activeElement) || part.querySelector("details[open], form[data-sent]") !== null
      || typed().some((form) => part.contains(form));
    const address = new URL(location.href);
    address.searchParams.delete("notice");
    setInterval(async () => {
      if (isBusy()) return;
      try {
        // Nobody has to be there, so it keeps no session from ending.
        const text = await fetchFragment(address, { headers: { "X-By-Itself": "1" } });
        const fresh = text === null ? null : new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
        if (fresh && !isBusy()) part.replaceChildren(...fresh.childNodes);
      } catch {
        // The next round asks again.
      }
    }, seconds * 1000);
  });

  // Two minutes before a session ends the page says so, one press makes it longer, and at its end the page is covered.
  const ending = document.querySelector("dialog.session-end");
  const windows = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  if (ending) {
    const warning = 120000;
    const stay = ending.querySelector("form");
    const say = (title, text) => {
      ending.querySelector("h2").textContent = title;
      ending.querySelector("p").textContent = text;
    };
    const [title, text] = [...ending.querySelectorAll("h2, p")].map((part) => part.textContent);
    const time = () => new Date(ends).toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).replace(" ", "");
    let ends = Date.now() + Number(ending.dataset.seconds) * 1000;
    let [asked, isAsking, isOver] = [0, false, false];
    // Moves the end to where the server has it. Without an answer it stays where it was.
    const ask = async (headers) => {
      [asked, isAsking] = [Date.now(), true];
      try {
        const body = new URLSearchParams(new FormData(stay));
        const response = await fetch(stay.action, { method: "POST", credentials: "same-origin", body, headers: { "X-Fragment": "1", ...headers } });
        if (response.ok) ends = Date.now() + (await response.json()).seconds * 1000;
        else if (response.status === 401 || response.status === 403) ends = 0;
      } catch {
        // The next round asks again.
      }
      isAsking = false;
    };
    const cover = async () => {
      isOver = true;
      const unsent = typed().length > 0;
      document.title = "Signed out";
      document.documentElement.classList.add("covered");
      const told = (text) => say("You are signed out", `What this page shows is covered. ${text}`);
      told("Sign in again to carry on.");
      stay.hidden = true;
      const again = ending.querySelector("a");
      again.parentElement.hidden = false;
      if (!ending.open) ending.showModal();
      again.focus();
      if (!unsent) return;
      await Promise.all(typed().map((form) => keep(form, { "X-By-Itself": "1" })));
      told(typed().length === 0
        ? "Sign in again, and what you had typed stands in its form."
        : "Sign in again. What you typed last could not be kept: look whether it stands in its form, and type it again where it does not.");
    };
    // `isBack`: what happened to the session while nobody looked at the page is not known.
    const look = async (isBack) => {
      if (isOver || isAsking || (!isBack && !ending.open && ends - Date.now() > warning)) return;
      // Another window may have moved the end.
      if (ends <= Date.now() || Date.now() - asked > (isBack ? 2000 : 15000)) await ask({ "X-By-Itself": "1" });
      const left = ends - Date.now();
      if (left <= 0) {
        cover();
      } else if (left > warning) {
        if (ending.open) ending.close();
      } else {
        typed().forEach((form) => keep(form, { "X-By-Itself": "1" }));
        if (ending.open) return;
        say(title, `${text} You will be signed out at ${time()}.`);
        ending.showModal();
      }
    };
    stay.addEventListener("submit", async (event) => {
      event.preventDefault();
      await ask({});
      if (ends <= Date.now()) cover();
      else if (ends - Date.now() > warning) ending.close();
      else say(title, `One sign-in lasts no longer than until ${time()}. Sign in again after that.`);
    });
    // Escape is no way past it.
    ending.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!isOver) stay.requestSubmit();
    });
    ending.addEventListener("close", () => { if (isOver) ending.showModal(); });
    setInterval(() => look(false), 5000);
    window.addEventListener("pageshow", (event) => look(event.persisted));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(true); });
    if (windows) windows.addEventListener("message", () => look(true));
  } else if (windows) {
    // Nobody is signed in here any more: the other windows look at once.
    windows.postMessage("look");
  }

  // Choices that need no second press: a select that sends its own form.
  document.querySelectorAll("select[data-send]").forEach((select) => {
    select.addEventListener("change", () => select.form && select.form.requestSubmit());
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
