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

  const fetchFragment = async (address, options) => {
    const response = await fetch(address, { credentials: "same-origin", ...options, headers: { "X-Fragment": "1", ...(options.headers || {}) } });
    if (response.status === 401) {
      // Signed out meanwhile: what is typed in a form stays where it is.
      const typed = [...document.querySelectorAll("form[method=post]:not([data-again]) :is(textarea, input:not([type=hidden]))")]
        .some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
      if (!typed) location.reload();
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
    const isBusy = () => document.hidden || part.contains(document.activeElement) || part.querySelector("details[open], form[data-sent]") !== null;
    const address = new URL(location.href);
    address.searchParams.delete("notice");
    setInterval(async () => {
      if (isBusy()) return;
      try {
        const text = await fetchFragment(address, {});
        const fresh = text === null ? null : new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
        if (fresh && !isBusy()) part.replaceChildren(...fresh.childNodes);
      } catch {
        // The next round asks again.
      }
    }, seconds * 1000);
  });

  // Choices that need no second press: a select that sends its own form.
  document.querySelectorAll("select[data-send]").forEach((select) => {
    select.addEventListener("change", () => select.form && select.form.requestSubmit());
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
