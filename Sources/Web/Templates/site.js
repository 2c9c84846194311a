// Improves pages that already work without it.
(() => {
  "use strict";

  // The error summary takes the focus, so that it is read out first.
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();

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
      location.reload();
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
      if (value.length < 3) {
        target.replaceChildren();
        return;
      }
      target.setAttribute("aria-busy", "true");
      try {
        const text = await fetchFragment(form.dataset.liveSearch, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        if (mine === asked && text !== null) target.innerHTML = text;
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
