// Shows what a linked CS Atlas term means on pointing, focus or first tap; Esc takes it away. Any site may load it;
// its policy must let it run and connect here.
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

  const parts = (link) => link.origin === home && link.pathname.match(/^\/(ja|en)\/glossary\/([^/]+)\/$/);

  function linkOf(event) {
    const link = event.target.closest?.("a[href]");
    return link && parts(link) && link.href.split("#")[0] !== location.href.split("#")[0] ? link : null;
  }

  function read(name) {
    const asked = known[name] ?? fetch(`${home}/api/glossary/${name}.json`).then((a) => a.ok && a.json());
    return (known[name] = asked.catch(() => null));
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
    const [, lang, name] = parts(link);
    const term = await read(name);
    if (shown !== link || !term) return;
    card.textContent = `${term.names[lang]}\n${term.definition[lang]}`;
    card.lang = lang;
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
