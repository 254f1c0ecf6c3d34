// Comfort only: every page says and does what it must without this.
"use strict";
document.documentElement.classList.add("script");

// Where in the page the reader is: the last heading above a third of the window.
const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
const fold = document.querySelector(".contents details");
const here = document.querySelector(".contents .here");
const wide = matchMedia("(min-width: 66rem)");
const mark = () => {
  const current = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  for (const [id, link] of links) {
    if (current && id === current.id) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  here.textContent = current ? ": " + links.get(current.id).textContent : "";
};
if (fold) {
  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; mark(); });
  }, { passive: true });
  mark();
  const unfold = () => { fold.open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
  fold.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) fold.open = false; });
}

// Paper has no folds.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => { for (const one of folded) one.open = false; });

// A list that narrows while the reader writes.
for (const field of document.querySelectorAll(".find input")) {
  const items = [...field.closest(".find").querySelectorAll("li")];
  const told = field.closest(".find").querySelector("[role=status]");
  const words = items.map((item) => (item.textContent + " " + (item.dataset.words || "")).toLowerCase());
  field.closest("[hidden]").hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    items.forEach((item, place) => {
      item.hidden = !wanted.every((word) => words[place].includes(word));
      if (!item.hidden) found += 1;
    });
    told.textContent = !wanted.length ? "" : found === 1 ? "1 sted" : `${found} steder`;
  });
}

// A chart as a file of its own, in its own colours on white.
for (const paragraph of document.querySelectorAll(".indicator > .download, .analysis > .download, .capacity > .download")) {
  const svg = paragraph.parentElement.querySelector("figure .wide svg");
  if (!svg) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Gem figuren (SVG)";
  button.addEventListener("click", () => {
    const copy = svg.cloneNode(true);
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("font-family", "Source Sans 3, Segoe UI, Arial, sans-serif");
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: "#ffffff" })) paper.setAttribute(name, value);
    copy.prepend(paper);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([copy.outerHTML], { type: "image/svg+xml" }));
    link.download = `${paragraph.parentElement.getAttribute("aria-labelledby")}.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  paragraph.append(button);
}
