// What Streamlit 1.67 does not let a page set: the language of its own words and of the document,
// Enter on a button in a table, and how many entries of the history a click leaves for Back.
// Run again with another language it goes on from there. Nothing here is needed to read a page.
(() => {
  const { lang, words } = ORDERTRACK;
  const mine = (window.ordertrack ??= {});
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";

  // --- words: only where they stand in a widget's own parts, never in data ---
  const NAMED = ["aria-label", "title", "placeholder"];
  const patterns = words.map(([where, template, wanted]) => {
    const escaped = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    return { where, wanted, found: new RegExp(`^${escaped.replace(/\{\w+\}/g, "(.+)")}$`) };
  });
  const translated = (element, text) => {
    const said = text.trim();
    if (!said || said.length > 120) return null;
    for (const { where, wanted, found } of patterns) {
      const match = found.exec(said);
      if (match && element.closest(where)) return wanted.replace(/\{\w+\}/, () => match[1]);
    }
    return null;
  };
  const word = (node) => {
    const wanted = node.parentElement && translated(node.parentElement, node.nodeValue);
    if (wanted && wanted !== node.nodeValue) node.nodeValue = wanted;
  };
  const names = (element) => {
    for (const name of NAMED) {
      const wanted = element.hasAttribute(name) && translated(element, element.getAttribute(name));
      if (wanted && wanted !== element.getAttribute(name)) element.setAttribute(name, wanted);
    }
  };
  const look = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return word(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    names(root);
    root.querySelectorAll(NAMED.map((name) => `[${name}]`).join()).forEach(names);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) word(texts.currentNode);
  };
  mine.watch?.disconnect();
  mine.watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(look);
      else if (type === "attributes") names(target);
      else word(target);
    }
  });
  mine.watch.observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMED,
  });
  look(document.body);

  if (mine.started) return;
  mine.started = true;

  // --- Enter on a button in one of the first two columns of a table is a click on it ---
  // Where the columns lie the table does not tell; over a button the pointer becomes a hand.
  const START = 30, STEP = 24, FRAMES = { first: 30, other: 6 };
  const send = (canvas, kinds, at) => {
    const usual = { bubbles: true, cancelable: true, pointerType: "mouse", isPrimary: true, ...at };
    for (const kind of kinds) canvas.dispatchEvent(new PointerEvent(kind, usual));
  };
  const overButton = async (canvas, frames) => {
    for (let frame = 0; frame < frames; frame++) {
      if (canvas.style.cursor === "pointer") return true;
      await new Promise(requestAnimationFrame);
    }
    return false;
  };
  const middle = (table, canvas, cell) => {
    const rows = Number(cell.closest("[role=grid]").getAttribute("aria-rowcount")) - 1;
    const scroller = table.querySelector(".dvn-scroller");
    const header = table.querySelector("canvas:not([data-testid])").clientHeight;
    const row = (scroller.scrollHeight - header) / rows, place = Number(cell.id.split("-")[3]);
    return canvas.getBoundingClientRect().top + header + (place + 0.5) * row - scroller.scrollTop;
  };
  const press = async (table, canvas, cell) => {
    const { left, width } = canvas.getBoundingClientRect(), clientY = middle(table, canvas, cell);
    const inFirst = cell.id.startsWith("glide-cell-0-");
    for (let x = START; x < 0.6 * width; x += STEP) {
      const at = { clientX: left + x, clientY }, isFirst = x === START;
      send(canvas, ["pointermove", "mousemove"], at);
      const over = await overButton(canvas, inFirst ? FRAMES.first : FRAMES.other);
      if (over && inFirst === isFirst) send(canvas, ["pointerdown", "pointerup", "click"], at);
      if (over || inFirst) return;
    }
  };
  document.addEventListener("keydown", (event) => {
    const cell = document.activeElement;
    if (event.key !== "Enter" || !/^glide-cell-[01]-\d+$/.test(cell?.id ?? "")) return;
    const table = cell.closest("[data-testid=stDataFrame]");
    const canvas = table?.querySelector("canvas");
    if (canvas) press(table, canvas, cell);
  }, true);

  // --- one click leaves one entry in the history ---
  // Streamlit may leave two, the first without what was chosen, and Back would stop at it: within
  // one run of the script only the first entry is new, those that follow replace it. Whoever clicks
  // while it runs begins a new one.
  const app = document.querySelector("[data-testid=stApp]");
  const push = history.pushState.bind(history);
  let isNew = true;
  history.pushState = (...entry) => {
    if (isNew) push(...entry);
    else history.replaceState(...entry);
    isNew = false;
  };
  for (const gesture of ["pointerdown", "keydown"])
    document.addEventListener(gesture, () => { isNew = true; }, true);
  new MutationObserver(() => { isNew ||= app.dataset.testScriptState !== "running"; })
    .observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
})();
