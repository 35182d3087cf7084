// What the page does by itself; everything else is Gradio's. Loaded once, in the page's head.
(() => {
  "use strict";

  // A Korean input method ends a syllable with Enter. Gradio would send the half-written question,
  // and the last syllable once more after it. Safari reports that Enter as key code 229.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
        event.stopImmediatePropagation();
      }
    },
    true,
  );

  // A browser takes half a minute to lay out 100,000 characters in words. What is over the limit is
  // told, and not put in; the limit comes with the page.
  const most = window.ragQuestionChars;
  const isQuestion = (target) => target instanceof Element && target.matches(".composer textarea");
  const count = (number) => number.toLocaleString("ko-KR");
  const tellLength = (text) => {
    let told = document.querySelector(".too-long");
    if (!told) {
      told = Object.assign(document.createElement("p"), { className: "too-long" });
      told.setAttribute("role", "alert");
      document.querySelector(".composer").after(told);
    }
    told.textContent = text;
  };
  document.addEventListener(
    "beforeinput",
    (event) => {
      const box = event.target;
      if (!isQuestion(box) || !event.data || event.isComposing) return;
      const length = box.value.length - (box.selectionEnd - box.selectionStart) + event.data.length;
      if (length <= most) return;
      event.preventDefault();
      tellLength(`질문이 너무 깁니다(${count(length)}자). ${count(most)}자 이내로 줄여 주세요.`);
    },
    true,
  );
  document.addEventListener(
    "input",
    ({ target: box }) => {
      if (!isQuestion(box)) return;
      const { length } = box.value;
      if (length > most) {
        box.value = box.value.slice(0, most);
        tellLength(`질문이 너무 깁니다(${count(length)}자). ${count(most)}자까지만 남겼습니다.`);
      } else if (document.querySelector(".too-long")) {
        tellLength("");
      }
    },
    true,
  );

  // Gradio takes the page's language from the browser; a screen reader must read it as Korean.
  const root = document.documentElement;
  new MutationObserver(() => {
    if (root.lang !== "ko") root.lang = "ko";
  }).observe(root, { attributeFilter: ["lang"] });
  root.lang = "ko";

  // Browsers give the clipboard to safe addresses only; elsewhere the answer is at least selected.
  const copyAnswer = async (button) => {
    const answer = button.closest(".answer").querySelector(".answer-text");
    getSelection().selectAllChildren(answer);
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(answer.textContent);
    const label = button.textContent;
    button.textContent = "복사했습니다";
    setTimeout(() => (button.textContent = label), 1500);
  };

  // The button that opened an article, to go back to; and whether the panel follows a click.
  let opener = null;
  let click = null;

  // Lead the eye and the keyboard to what was asked for.
  const reveal = (panel) => {
    const target = panel.querySelector("[data-target]");
    if (target) {
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    } else if (click === "back" && opener?.isConnected) {
      opener.focus();
    } else if (click) {
      panel.scrollIntoView({ block: "start" });
    }
    click = null;
  };

  // Buttons are drawn by rag/web/transcript.py and evidence.py; `trigger` sends their data to the server.
  window.ragListen = (element, trigger, actions) => {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-action]");
      if (!button) return;
      const { action, kind = "", turn, number = 0 } = button.dataset;
      if (action === "copy") copyAnswer(button);
      if (!actions.includes(action)) return;
      click = "back" in button.dataset ? "back" : action;
      if (action === "article") opener = button;
      const panel = document.querySelector(".panel");
      // Drawn already: the server would send the same, and nothing would change.
      if (panel.dataset.shown === `${action} ${turn} ${kind} ${number}`) reveal(panel);
      else trigger(action, { kind, turn: Number(turn), number: Number(number) });
    });
  };

  window.ragPanelChanged = (element) => {
    element.closest(".block").scrollTo({ top: 0 });
    reveal(element.querySelector(".panel"));
  };

  // The conversation was drawn anew: keep a new turn in view while its answer is written, unless
  // the reader scrolls.
  let turnsShown = 0;
  let isFollowing = false;
  for (const moved of ["wheel", "touchmove"]) {
    document.addEventListener(moved, () => (isFollowing = false), { passive: true });
  }
  window.ragTranscriptChanged = (element) => {
    const turns = element.querySelectorAll(".turn");
    if (document.querySelector(".too-long")) tellLength("");
    isFollowing ||= turns.length > turnsShown;
    turnsShown = turns.length;
    if (isFollowing) turns[turnsShown - 1]?.scrollIntoView({ block: "start" });
    if (!element.querySelector(".pending")) isFollowing = false;
  };
})();
