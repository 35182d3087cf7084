// What can be done with an answer: copied, linked to, judged, asked again in other words.
(() => {
  "use strict";
  const rag = window.rag;

  rag.keptTurns = () =>
    [...document.querySelectorAll(".turn[data-kept]")].map((turn) => JSON.parse(turn.dataset.kept));
  const turnOf = (button) => rag.keptTurns()[Number(button.dataset.turn)];

  // Offsets count characters as Python does, not as JavaScript.
  rag.withNumbers = ({ text, citations }, write = (number) => `[${number}]`) => {
    const characters = [...text];
    const last = [...citations].sort(
      (a, b) => b.answer_end - a.answer_end || b.number - a.number,
    );
    for (const c of last) characters.splice(c.answer_end, 0, ` ${write(c.number)}`);
    return characters.join("");
  };
  rag.sources = ({ citations }, write = (number) => `[${number}]`) => {
    const byNumber = new Map(citations.map((citation) => [citation.number, citation]));
    return [...byNumber.values()].map((c) => {
      const origin = [c.title, c.publisher, c.published, c.page && `${c.page}쪽`];
      return `${write(c.number)} ${origin.filter(Boolean).join(", ")}: “${c.quote}”`;
    });
  };

  // Browsers give the clipboard to safe addresses only; elsewhere the answer is at least selected.
  const toClipboard = async (button, text, selected) => {
    if (!navigator.clipboard) {
      getSelection().selectAllChildren(selected);
      rag.toast("이 주소에서는 복사할 수 없어 글을 선택해 두었습니다. Ctrl+C를 누르세요.");
      return;
    }
    await navigator.clipboard.writeText(text);
    rag.toast("복사했습니다.");
  };
  rag.actions.copy = (button) => {
    const { answer } = turnOf(button);
    const text = [rag.withNumbers(answer), rag.sources(answer).join("\n")].filter(Boolean);
    const shown = button.closest(".answer").querySelector(".answer-text");
    toClipboard(button, text.join("\n\n"), shown);
  };
  rag.actions.link = (button) => {
    const link = new URL(location.pathname, location.href);
    link.searchParams.set("q", turnOf(button).answer.standalone_question ?? turnOf(button).asked);
    toClipboard(button, link.href, button.closest(".turn").querySelector(".question"));
  };
  rag.actions.edit = (button) => rag.edit(Number(button.dataset.turn), turnOf(button).asked);

  // The verdict is told at once; a word on it may follow.
  const judge = (button) => {
    const { turn, action: verdict } = button.dataset;
    const data = { turn: Number(turn), verdict };
    rag.send("judge", data);
    const word = rag.element("input", { type: "text", maxLength: 500, autocomplete: "off" });
    word.setAttribute("aria-label", "한마디 남기기 (선택)");
    word.placeholder = "한마디 남기기 (선택)";
    const form = rag.element("form", {}, word, rag.element("button", { textContent: "남기기" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (word.value.trim()) rag.send("judge", { ...data, word: word.value });
      rag.toast("고맙습니다.");
    });
    rag.toast("의견을 적어 두었습니다.", form, 15_000);
  };
  // What unfolds below the visible edge is brought into view.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.matches(".how") && target.open) target.scrollIntoView({ block: "nearest" });
    },
    true,
  );
  rag.actions.good = judge;
  rag.actions.bad = judge;

  // One short message above the box, perhaps with something to do about it; what is typed or clicked
  // below it is in nobody's way.
  const toast = rag.element("div", { className: "rag-toast", hidden: true });
  let timer = 0;
  rag.hideToast = () => (toast.hidden = true);
  const place = () => {
    const above = document.querySelector(".waiting:not([hidden])") ?? document.querySelector(".composer");
    const note = document.querySelector(".composer-note:not(:empty)");
    const tops = [above, note].filter(Boolean).map((each) => each.getBoundingClientRect().top);
    const top = Math.min(...tops);
    // A list of conversations lies over the box.
    const isOver = !toast.closest("dialog") && top > 80 && top < innerHeight;
    toast.style.bottom = isOver ? `${innerHeight - top + 8}px` : "";
    const { left, width } = document.querySelector(".composer").getBoundingClientRect();
    toast.style.left = isOver ? `${left + width / 2}px` : "";
  };
  for (const moved of ["scroll", "resize"]) {
    addEventListener(moved, () => toast.hidden || place(), { passive: true, capture: true });
  }
  rag.toast = (text, action = null, ms = 4000) => {
    clearTimeout(timer);
    if (!toast.isConnected) {
      toast.setAttribute("role", "status");
      rag.home().append(toast);
    }
    const parts = [rag.element("span", { textContent: text })];
    if (action) {
      const close = rag.element("button", { type: "button", className: "plain", textContent: "닫기" });
      close.addEventListener("click", rag.hideToast);
      parts.push(action, close);
    }
    toast.hidden = false;
    toast.replaceChildren(...parts);
    place();
    // Who is writing a word in it is not cut off.
    const end = () => {
      if (toast.querySelector("input:focus")?.value) timer = setTimeout(end, ms);
      else rag.hideToast();
    };
    timer = setTimeout(end, ms);
  };
  // Who does something else has no word to leave.
  document.addEventListener("pointerdown", ({ target }) => {
    if (toast.contains(target)) return;
    if (toast.querySelector("input")?.value === "") rag.hideToast();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && toast.contains(event.target)) rag.hideToast();
  });
})();
