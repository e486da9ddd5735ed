// A button beside each text that one may want to copy, and a word that it was copied. Without this script, and
// where the browser refuses, the text is selected as a whole by one click.
for (const list of document.querySelectorAll("[data-copy]")) {
  const told = document.createElement("p");
  told.className = "told";
  told.setAttribute("role", "status");
  list.after(told);
  for (const code of list.querySelectorAll("code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = list.dataset.copy;
    button.setAttribute("aria-label", `${list.dataset.copy}: ${code.closest("div").querySelector("dt").textContent}`);
    button.addEventListener("click", async () => {
      let word = list.dataset.copied;
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        getSelection().selectAllChildren(code);
        word = list.dataset.failed;
      }
      for (const each of list.querySelectorAll("button")) each.textContent = list.dataset.copy;
      button.textContent = word;
      told.textContent = word;
    });
    code.parentElement.append(button);
  }
}
