// What the page does by itself; everything else is Gradio's. Loaded once, in the page's head. The
// scripts share `window.rag`: the parts of the page tell it when they are drawn, and what is clicked
// is looked up by its `data-action`.
(() => {
  "use strict";
  const rag = window.rag;
  const heard = {};
  let trigger = () => {};

  rag.actions = {};
  rag.on = (part, listen) => (heard[part] ??= []).push(listen);
  rag.changed = (part, element) => heard[part]?.forEach((listen) => listen(element));
  rag.begin = (part, element, itsTrigger, events) => {
    if (events.length) trigger = itsTrigger;
    rag.changed(part, element);
  };
  // `data` goes to the event of that name in rag/web/page.py.
  rag.send = (name, data = {}) => trigger(name, data);
  // Within a landmark, where a screen reader looks for all that is on a page.
  rag.home = () => document.querySelector("main") ?? document.body;
  rag.isBusy = () => document.querySelector(".transcript")?.dataset.busy === "true";
  rag.isNarrow = () => matchMedia("(max-width: 860px)").matches;
  rag.element = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  document.addEventListener("click", (event) => {
    const clicked = event.target.closest?.("[data-action]");
    if (clicked) rag.actions[clicked.dataset.action]?.(clicked, event);
  });

  // One line above the box: what is wrong with a question, or what becomes of it.
  const line = rag.element("p", { className: "composer-note" });
  rag.tell = (text, role = "status") => {
    if (!line.isConnected) document.querySelector(".composer")?.append(line);
    line.setAttribute("role", role);
    line.textContent = text;
  };

  const box = () => document.querySelector(".composer textarea");
  const isQuestion = (target) => target instanceof Element && target.matches(".composer textarea");
  // What was typed outlives a reload, and Gradio's own when it lost the server, until it is answered.
  const DRAFT = "rag.draft";
  const keepDraft = (text) => {
    try {
      if (text) sessionStorage.setItem(DRAFT, text);
      else sessionStorage.removeItem(DRAFT);
    } catch {
      // Then it does not.
    }
  };
  rag.on("header", () => {
    if (!box() || box().value || rag.isBusy()) return;
    try {
      const draft = sessionStorage.getItem(DRAFT);
      if (draft) rag.put(draft);
    } catch {
      // As above.
    }
  });
  rag.put = (text) => {
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
    box().focus();
  };

  // The turn that the text in the box takes the place of; and whether it is sent when the answer
  // that is being made has ended.
  let edited = null;
  let isWaiting = false;
  let sentAt = -Infinity;
  const WAITS = "앞선 답이 끝나면 보냅니다. 보내지 않으려면 Esc를 누르세요.";
  const WAITS_FOR_SERVER = "서버와 다시 연결되면 보냅니다. 보내지 않으려면 Esc를 누르세요.";

  const submit = () => {
    const question = box().value;
    if (!question.trim()) return;
    // The first word of an answer takes a moment: a second Enter is none of its own.
    if (rag.isBusy() || rag.isLost()) {
      isWaiting = true;
      rag.tell(rag.isLost() ? WAITS_FOR_SERVER : WAITS);
    } else if (performance.now() - sentAt > 1000) {
      sentAt = performance.now();
      rag.send("ask", { question, turn: edited ?? -1 });
    }
  };
  const leave = () => {
    if (edited === null && !isWaiting) return false;
    if (edited !== null) rag.put("");
    edited = null;
    isWaiting = false;
    rag.tell("");
    return true;
  };
  rag.ask = (question) => {
    rag.put(question);
    submit();
  };
  rag.actions.suggest = (button) => rag.ask(button.textContent);
  rag.edit = (turn, question) => {
    rag.put(question);
    edited = turn;
    rag.tell("질문을 고치는 중입니다. 보내면 그 뒤의 답은 지워집니다. Esc를 누르면 그만둡니다.");
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && isQuestion(event.target) && leave()) event.preventDefault();
      if (event.key !== "Enter") return;
      // A Korean input method ends a syllable with Enter. Gradio would send the half-written
      // question, and the last syllable once more after it. Safari reports it as key code 229.
      if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
      else if (isQuestion(event.target) && !event.shiftKey) {
        event.preventDefault();
        event.stopImmediatePropagation();
        submit();
      }
    },
    true,
  );
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".composer .send")) submit();
  });

  // A browser takes half a minute to lay out 100,000 characters in words. What is over the limit is
  // told, and not put in; the limit comes with the page.
  const most = rag.mostChars;
  const count = (number) => number.toLocaleString("ko-KR");
  document.addEventListener(
    "beforeinput",
    (event) => {
      const { target } = event;
      if (!isQuestion(target) || !event.data || event.isComposing) return;
      const selected = target.selectionEnd - target.selectionStart;
      const length = target.value.length - selected + event.data.length;
      if (length <= most) return;
      event.preventDefault();
      const limit = `${count(most)}자 이내로 줄여 주세요.`;
      rag.tell(`질문이 너무 깁니다(${count(length)}자). ${limit}`, "alert");
    },
    true,
  );
  document.addEventListener(
    "input",
    ({ target }) => {
      if (!isQuestion(target)) return;
      keepDraft(target.value.slice(0, most));
      const { length } = target.value;
      if (length > most) {
        target.value = target.value.slice(0, most);
        const kept = `${count(most)}자까지만 남겼습니다.`;
        rag.tell(`질문이 너무 깁니다(${count(length)}자). ${kept}`, "alert");
      } else if (line.getAttribute("role") === "alert") {
        rag.tell("");
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

  // The conversation was drawn anew: keep a new turn in view while its answer is written, unless
  // the reader scrolls.
  let turnsShown = 0;
  let isFollowing = false;
  for (const moved of ["wheel", "touchmove"]) {
    document.addEventListener(moved, () => (isFollowing = false), { passive: true });
  }
  rag.on("transcript", (element) => {
    const turns = element.querySelectorAll(".turn");
    const isBusy = rag.isBusy();
    if (isBusy && !isWaiting) {
      edited = null;
      rag.tell("");
    }
    isFollowing ||= isBusy && turns.length > turnsShown;
    turnsShown = turns.length;
    if (isFollowing) turns[turnsShown - 1]?.scrollIntoView({ block: "start" });
    if (isBusy) return;
    isFollowing = false;
    sentAt = -Infinity;
    if (turnsShown) keepDraft(box()?.value);
    rag.goOn();
  });
  rag.goOn = () => {
    if (!isWaiting || rag.isBusy() || rag.isLost()) return;
    isWaiting = false;
    rag.tell("");
    // Who stopped an answer may not want the next one either.
    if (!document.querySelector(".turn:last-child .stopped")) submit();
  };
})();
