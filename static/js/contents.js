// Marks in the contents which section one is reading. Without this script the contents stand beside the text unmarked.
const entries = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
const heads = [...document.querySelectorAll("main h2")].filter((head) => entries.has(head.id));

// The last heading above the line at a third of the window; a section starts to be read when its heading gets there.
function mark() {
  const read = heads.findLast((head) => head.getBoundingClientRect().top < innerHeight / 3) ?? heads[0];
  for (const [id, link] of entries) {
    if (id === read.id) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

const line = new IntersectionObserver(mark, { rootMargin: "0px 0px -66.6%" });
for (const head of heads) line.observe(head);
