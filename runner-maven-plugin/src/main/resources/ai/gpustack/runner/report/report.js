"use strict";
(() => {
  const form = document.getElementById("filter");
  const input = document.getElementById("words");
  const shown = document.getElementById("shown");
  const boxes = [...form.querySelectorAll("input[name=state]")];
  const items = [...document.querySelectorAll("[data-words]")].map((element) => ({
    element,
    words: element.dataset.words,
    states: element.dataset.states.split(" "),
    isRow: element.tagName === "TR",
  }));
  const sections = [...document.querySelectorAll("main > section")].filter((s) => s.querySelector("[data-words]"));
  const rows = items.filter((item) => item.isRow).length;

  function apply() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const states = boxes.filter((box) => box.checked).map((box) => box.value);
    let left = 0;
    for (const item of items) {
      const fits =
        words.every((word) => item.words.includes(word)) &&
        (states.length === 0 || item.states.some((state) => states.includes(state)));
      item.element.hidden = !fits;
      if (fits && item.isRow) left++;
    }
    for (const section of sections) section.hidden = !section.querySelector("[data-words]:not([hidden])");
    const images = rows === 1 ? "image" : "images";
    shown.value = left === rows ? `${rows} ${images}` : `${left} of ${rows} ${images}`;
  }

  // A link to something folded opens it.
  function open() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", open);
  form.hidden = false;
  apply();
  open();
})();
