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
    element.append(...children.filter(Boolean));
    return element;
  };
  rag.button = (textContent, name, act) => {
    const button = rag.element("button", { type: "button", className: "plain", textContent });
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    return button;
  };
  // A reader may have turned storage off, and it may be full.
  rag.stored = (key, storage = () => sessionStorage) => ({
    read: () => {
      try {
        return JSON.parse(storage().getItem(key));
      } catch {
        return null;
      }
    },
    write: (value) => {
      try {
        if (value?.length) storage().setItem(key, JSON.stringify(value));
        else storage().removeItem(key);
        return true;
      } catch {
        return false;
      }
    },
  });

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
  // What was typed or sent outlives a reload, and Gradio's own when it lost the server, until it is
  // answered; so does what waits.
  const draft = rag.stored("rag.draft");
  const unanswered = rag.stored("rag.unanswered");
  const queue = rag.stored("rag.waiting");
  let isRead = false;
  rag.on("header", () => {
    if (isRead || !box() || box().value || rag.isBusy()) return;
    isRead = true;
    const [typed, sent, asked] = [draft.read(), unanswered.read(), queue.read()];
    waiting = Array.isArray(asked) ? asked.filter((each) => each?.question && typeof each.turn === "number") : [];
    const isBack = typeof sent === "string" && sent;
    if (isBack && typed) waiting.unshift({ question: sent, turn: -1 });
    const text = typed || sent;
    if (typeof text === "string" && text) rag.put(text);
    isPaused = waiting.length > 0;
    draw();
    if (isPaused) rag.tell(why());
    else if (isBack) rag.tell("아직 답을 받지 못한 질문입니다. 다시 보내려면 Enter를 누르세요.");
  });
  const fill = (text) => {
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  };
  rag.put = (text) => {
    fill(text);
    box().focus();
  };

  // The turn that the text in the box takes the place of; and what is sent, one after the other, once
  // nothing stands in the way: an answer that is being made, a server that is gone, files being read.
  let edited = null;
  let waiting = [];
  let isPaused = false;
  // What was sent takes a moment to be seen: until then nothing else is.
  const UNSEEN_MS = 1500;
  const STREAM_ENDS_MS = 400;
  let isUnseen = false;
  let unseen = 0;
  const shown = rag.element("ol", { className: "waiting", hidden: true });
  shown.setAttribute("aria-label", "기다리는 질문");
  rag.areFilesRead = () => false;
  const obstacle = () => {
    if (rag.isLost()) return "서버와 다시 연결되면 보냅니다.";
    if (rag.isBusy() || isUnseen) return "앞선 답이 끝나면 보냅니다.";
    if (rag.areFilesRead()) return "추가한 파일을 아직 읽는 중입니다. 다 읽으면 보냅니다.";
    return "";
  };
  const why = () => {
    if (!waiting.length) return "";
    const what = isPaused ? "다음 질문을 보내면 이어서 보냅니다." : obstacle();
    return what && `${what} 보내지 않으려면 Esc를 누르세요.`;
  };
  const draw = () => {
    queue.write(waiting);
    if (!shown.isConnected) document.querySelector(".composer")?.before(shown);
    shown.hidden = !waiting.length;
    shown.replaceChildren(
      ...waiting.map((each) => {
        const drop = rag.button("빼기", `기다리는 질문 빼기: ${each.question}`, () => {
          waiting = waiting.filter((other) => other !== each);
          draw();
          rag.tell(why());
          box().focus();
        });
        return rag.element("li", {}, rag.element("span", { textContent: each.question }), drop);
      }),
    );
  };

  const send = ({ question, turn }) => {
    isUnseen = true;
    clearTimeout(unseen);
    unseen = setTimeout(() => {
      isUnseen = false;
      rag.goOn();
    }, UNSEEN_MS);
    unanswered.write(question);
    rag.send("ask", { question, turn });
  };
  const submit = () => {
    const question = box().value;
    if (!question.trim()) return;
    if (question.length > rag.mostChars) {
      tellTooLong(question.length);
      return;
    }
    const asked = { question, turn: edited ?? -1 };
    rag.hideToast();
    // What is stored from now on was sent here, and is not to be put back.
    isRead = true;
    fill("");
    edited = null;
    isPaused = false;
    if (obstacle()) waiting.push(asked);
    else send(asked);
    draw();
    rag.tell(why());
  };
  // What waits last goes back into the box, or what is edited is left as it was.
  const leave = () => {
    if (edited !== null) {
      rag.put("");
      edited = null;
    } else if (waiting.length && !box().value) {
      takeBack(waiting.pop());
    } else return false;
    draw();
    rag.tell(why());
    return true;
  };
  const takeBack = ({ question, turn }) => {
    rag.put(question);
    edited = turn < 0 ? null : turn;
  };
  rag.ask = (question) => {
    rag.put(question);
    submit();
  };
  rag.actions.suggest = (button) => rag.ask(button.textContent);
  rag.edit = (turn, question) => {
    rag.hideToast();
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

  // What is too long for a question stays, to be shortened, and is not sent; the limit comes with the
  // page. A book is not put in at all: a browser takes half a minute to lay out 100,000 characters.
  const most = rag.mostChars;
  const mostKept = 5 * most;
  const count = (number) => number.toLocaleString("ko-KR");
  const tellTooLong = (length) =>
    rag.tell(`질문이 너무 깁니다(${count(length)}자). ${count(most)}자 이내로 줄여 주세요.`, "alert");
  document.addEventListener(
    "beforeinput",
    (event) => {
      const { target } = event;
      if (!isQuestion(target) || !event.data || event.isComposing) return;
      const selected = target.selectionEnd - target.selectionStart;
      const length = target.value.length - selected + event.data.length;
      if (length <= mostKept) return;
      event.preventDefault();
      tellTooLong(length);
    },
    true,
  );
  document.addEventListener(
    "input",
    ({ target }) => {
      if (!isQuestion(target)) return;
      const { length } = target.value;
      if (length > mostKept) target.value = target.value.slice(0, mostKept);
      draft.write(target.value);
      if (length > most) tellTooLong(length);
      else if (line.getAttribute("role") === "alert") rag.tell("");
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
    if (isBusy || turns.length !== turnsShown) isUnseen = false;
    isFollowing ||= isBusy && turns.length > turnsShown;
    // A conversation that is gone on with is gone on with at its end.
    const isBack = rag.isRestored && !isBusy;
    if (!isBusy) rag.isRestored = false;
    turnsShown = turns.length;
    if (isFollowing || isBack) turns[turnsShown - 1]?.scrollIntoView({ block: "start" });
    if (isBusy) return;
    isFollowing = false;
    if (turnsShown && !isBack) unanswered.write("");
    // Gradio closes its stream when an event ends: what is sent at that moment gets no answer.
    setTimeout(rag.goOn, STREAM_ENDS_MS);
  });
  rag.goOn = () => {
    if (!waiting.length || isPaused || obstacle()) return;
    // Who stopped an answer may not want the next one either.
    isPaused = document.querySelector(".turn:last-child .stopped") !== null;
    if (!isPaused) send(waiting.shift());
    else if (!box().value) takeBack(waiting.shift());
    draw();
    rag.tell(why());
  };
})();
