// Numbers in the answer and what they stand for in the document: a card, a way there, a way back.
(() => {
  "use strict";
  const rag = window.rag;

  // The card is there while a pointer rests on a number, the keyboard is on it, or a finger stays.
  const CARD = "quote-card";
  const LINGERS_MS = 200;
  const LONG_PRESS_MS = 450;
  const card = rag.element("div", { id: CARD, className: CARD, role: "tooltip", hidden: true });
  let shownFor = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    shownFor?.removeAttribute("aria-describedby");
    shownFor = null;
    card.hidden = true;
  };
  const place = (button) => {
    const at = button.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const below = at.bottom + 6;
    const top = below + height < innerHeight ? below : Math.max(6, at.top - height - 6);
    card.style.left = `${Math.max(6, Math.min(at.left, innerWidth - width - 6))}px`;
    card.style.top = `${top}px`;
  };
  const show = (button) => {
    hide();
    const { number, quote, origin } = button.dataset;
    const badge = rag.element("span", { className: "badge", textContent: number });
    const words = rag.element("span", { textContent: quote });
    card.replaceChildren(
      rag.element("p", {}, badge, words),
      rag.element("p", { className: "origin", textContent: origin }),
    );
    card.hidden = false;
    if (!card.isConnected) rag.home().append(card);
    shownFor = button;
    button.setAttribute("aria-describedby", CARD);
    place(button);
  };
  const later = (what, ms) => {
    clearTimeout(timer);
    timer = setTimeout(what, ms);
  };
  const numberAt = (event) => event.target.closest?.("button.cite");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const button = numberAt(event);
    if (button) later(() => show(button), shownFor ? 0 : 120);
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (shownFor && document.activeElement !== shownFor) later(hide, LINGERS_MS);
  });
  document.addEventListener("focusin", (event) => {
    const button = numberAt(event);
    if (button?.matches(":focus-visible")) show(button);
    else if (shownFor) hide();
  });
  // A number that the keyboard reaches out of sight is scrolled to: its card goes along.
  const follow = () => {
    if (shownFor && document.activeElement === shownFor) place(shownFor);
    else hide();
  };
  document.addEventListener("scroll", follow, true);

  // After a long press the browser sends a click, too, which is none.
  let isLongPress = false;
  document.addEventListener("pointerdown", (event) => {
    isLongPress = false;
    const button = numberAt(event);
    if (event.pointerType === "mouse") return;
    if (!card.contains(event.target)) hide();
    if (!button) return;
    later(() => {
      isLongPress = true;
      show(button);
    }, LONG_PRESS_MS);
  });
  for (const ended of ["pointerup", "pointercancel"]) {
    document.addEventListener(ended, (event) => {
      if (event.pointerType !== "mouse") clearTimeout(timer);
    });
  }
  document.addEventListener("contextmenu", (event) => {
    if (numberAt(event) && (isLongPress || event.pointerType === "touch")) event.preventDefault();
  });

  // From a number to its place.
  const panel = () => document.querySelector(".panel");
  const block = () => document.querySelector(".block.evidence");
  let opener = null;
  let wanted = null;
  let isTouched = false;
  let movedAt = -Infinity;
  let shownDocument = "";
  let shownTurn = "";

  const places = (number) => [...panel().querySelectorAll(`mark[data-numbers~="${number}"]`)];
  let isOpen = false;
  const fold = (opens) => {
    isOpen = opens;
    block().classList.toggle("is-open", isOpen);
    panel().querySelector(".fold").setAttribute("aria-expanded", String(isOpen));
  };
  const lightUp = (marks) => {
    panel().querySelectorAll("mark.current").forEach((mark) => mark.classList.remove("current"));
    marks.forEach((mark) => mark.classList.add("current"));
  };
  const reveal = (number) => {
    const marks = places(number);
    lightUp(marks);
    movedAt = performance.now();
    marks[0]?.scrollIntoView({ block: "center" });
    marks[0]?.querySelector("a").focus({ preventScroll: true });
  };

  rag.actions.fold = () => fold(!isOpen);
  rag.actions.article = (button) => {
    if (isLongPress) {
      isLongPress = false;
      return;
    }
    hide();
    const { kind, turn, number } = button.dataset;
    opener = button;
    fold(true);
    const shown = panel().dataset;
    // Drawn already: the server would send the same, and nothing would change.
    if (shown.turn === turn && shown.kind === kind && places(number).length) reveal(number);
    else {
      wanted = { kind, number };
      rag.send("article", { kind, turn: Number(turn), number: Number(number) });
    }
  };

  // From a place to the sentence that rests on it.
  const lightUpSentence = (button) => {
    const { number, turn } = button.dataset;
    const text = button.closest(".answer-text");
    const begins = text ? [...text.querySelectorAll(`.from[data-number="${number}"]`)] : [];
    const begin = begins.find((b) => b.compareDocumentPosition(button) & 4);
    if (!begin || !window.Highlight) return;
    const range = new Range();
    range.setStartAfter(begin);
    range.setEndBefore(button);
    CSS.highlights.set("rag-sentence", new Highlight(range));
    later(() => CSS.highlights.delete("rag-sentence"), 2500);
  };
  const goBack = (id) => {
    const [, turn] = id.split("-");
    const number = document.getElementById(id);
    const target =
      number ??
      (opener?.isConnected ? opener : document.querySelector(`.turn[data-turn="${turn}"] .answer`));
    if (!target) return;
    if (!target.matches("button")) target.tabIndex = -1;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    if (number) lightUpSentence(number);
  };
  rag.actions.back = (link, event) => {
    event.preventDefault();
    goBack(link.hash.slice(1));
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (shownFor) hide();
    else if (event.target.closest?.(".panel")) {
      const link = event.target.closest("a[data-action=back]");
      if (link) goBack(link.hash.slice(1));
      else if (opener?.isConnected) opener.focus();
    }
  });

  // The pane was drawn anew. It keeps its place, but for what was asked for, another document, and a
  // new answer, whose first sentence comes into view unless somebody reads on elsewhere in it.
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(
      moved,
      (event) => {
        if (!event.target.closest?.(".block.evidence")) return;
        isTouched = true;
        movedAt = performance.now();
      },
      { passive: true, capture: true },
    );
  }
  // Drawing anew scrolls to the top, now or a moment later; where it was is known from before.
  let drawn = null;
  let drawnAt = -Infinity;
  let top = 0;
  document.addEventListener(
    "scroll",
    ({ target }) => {
      if (target !== block() || panel() !== drawn || drawn?.dataset.turn !== shownTurn) return;
      if (movedAt > drawnAt || performance.now() - drawnAt > 1000) top = target.scrollTop;
      else if (target.scrollTop !== top) target.scrollTo({ top });
    },
    true,
  );
  const settle = () => {
    drawn = panel();
    drawnAt = performance.now();
    fold(isOpen);
    block().scrollTo({ top });
  };
  const drawing = new MutationObserver(() => {
    if (panel() && panel() !== drawn) settle();
  });
  let turnsShown = 0;
  rag.on("transcript", (element) => {
    const turns = element.querySelectorAll(".turn").length;
    if (turns !== turnsShown) isTouched = false;
    turnsShown = turns;
    hide();
  });
  rag.on("pane", () => {
    const shown = panel()?.dataset;
    if (!shown) return;
    drawing.observe(document.querySelector(".evidence-column"), { childList: true, subtree: true });
    const isOther = shown.document !== shownDocument;
    const isNew = shown.turn !== shownTurn;
    [shownDocument, shownTurn] = [shown.document, shown.turn];
    if (isOther) top = 0;
    settle();
    if (wanted) reveal(wanted.number);
    else if (isNew && !isTouched && !rag.isNarrow()) {
      const [first] = panel().querySelectorAll("mark");
      movedAt = performance.now();
      if (first) first.scrollIntoView({ block: "center" });
    }
    wanted = null;
  });
})();
