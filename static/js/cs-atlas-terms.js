// Shows what a linked term or citation means on hover, focus or first tap; Esc hides it.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const known = {};
  const card = document.createElement("div");
  card.id = "cs-atlas-term";
  card.role = "tooltip";
  card.hidden = true;
  Object.assign(card.style, {
    position: "absolute", zIndex: 9999, boxSizing: "border-box", width: "min(22rem, 96vw)", padding: ".6rem .8rem",
    border: "1px solid", fontSize: ".875rem", lineHeight: 1.7, textAlign: "left", whiteSpace: "pre-line",
    background: "var(--cs-atlas-paper, Canvas)", color: "var(--cs-atlas-ink, CanvasText)",
  });
  document.body.append(card);
  let shown, tapped, timer;

  const parts = (link) => link.pathname.match(/^\/(ja|en)\/glossary\/([^/]+)\/$/);

  const cites = (link) => link.className === "cite";

  function linkOf(event) {
    const link = event.target.closest?.("a[href]");
    if (link?.origin === home && (cites(link) || (parts(link) && link.pathname !== location.pathname))) return link;
  }

  async function read(link) {
    if (cites(link)) return document.querySelector(link.hash).innerText;
    const [, lang, name] = parts(link);
    known[name] ??= fetch(`${home}/api/glossary/${name}.json`).then((a) => a.ok && a.json()).catch(() => null);
    const term = await known[name];
    return term && `${term.names[lang]}\n${term.definition[lang]}`;
  }

  function hide() {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  }

  async function show(link) {
    clearTimeout(timer);
    if (link === shown) return;
    hide();
    shown = link;
    const words = await read(link);
    if (shown !== link || !words) return;
    card.textContent = words;
    card.lang = link.pathname.slice(1, 3);
    card.hidden = false;
    link.setAttribute("aria-describedby", card.id);
    const box = link.getBoundingClientRect();
    const height = card.offsetHeight;
    const above = box.bottom + height > innerHeight && box.top > height;
    const room = document.body.parentNode.clientWidth - card.offsetWidth;
    card.style.left = `${scrollX + Math.min(box.left, room)}px`;
    card.style.top = `${scrollY + (above ? box.top - height : box.bottom)}px`;
  }

  const on = (name, act) => document.addEventListener(name, act);
  on("pointerover", (event) => {
    const link = linkOf(event);
    if (event.pointerType === "touch") return;
    clearTimeout(timer);
    if (link) show(link);
    else if (!card.contains(event.target)) timer = setTimeout(hide, 200);
  });
  on("focusin", (event) => {
    const link = linkOf(event);
    link ? show(link) : hide();
  });
  on("keydown", (event) => event.key === "Escape" && hide());
  on("pointerdown", (event) => {
    const link = linkOf(event);
    tapped = event.pointerType === "touch" && link !== shown && link;
    if (link) show(link);
    else if (!card.contains(event.target)) hide();
  });
  on("click", (event) => {
    if (tapped && linkOf(event) === tapped) event.preventDefault();
  });
})();
