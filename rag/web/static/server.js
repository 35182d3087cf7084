// A server that is gone is told in Korean, and found again without a reload.
(() => {
  "use strict";
  const rag = window.rag;
  const LOOK_MS = 4000;
  const LOOK_LOST_MS = 1000;
  const ADDRESS = "gradio_api/app_id";

  const banner = rag.element("p", { className: "lost-server", hidden: true });
  banner.setAttribute("role", "alert");
  let name = null;

  const ask = async () => {
    const reply = await fetch(ADDRESS, { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!reply.ok) throw new Error(reply.statusText);
    return reply.text();
  };
  rag.isLost = () => !banner.hidden;
  const tell = (text) => {
    if (!banner.isConnected) rag.home().prepend(banner);
    banner.textContent = text;
    banner.hidden = !text;
  };
  const find = async () => {
    const found = await ask();
    if (rag.isLost()) {
      // The server may be another: it gives this browser a name with the page.
      if (found !== name) await fetch("./", { cache: "no-store" });
      const unanswered = document.querySelector(".turn:last-child .answer.pending");
      const question = unanswered?.parentElement.querySelector(".question").lastChild.textContent;
      tell("");
      rag.send("look");
      rag.resume();
      if (question) rag.put(question);
      // Once the server knows the conversation again.
      setTimeout(rag.goOn, 1000);
      rag.toast(
        question
          ? "서버와 다시 연결했습니다. 답을 받지 못한 질문을 다시 보내 주세요."
          : "서버와 다시 연결했습니다.",
      );
    }
    name = found;
  };
  const look = async () => {
    try {
      if (!document.hidden || rag.isLost()) await find();
    } catch {
      tell("서버와 연결이 끊겼습니다. 서버가 다시 켜지면 저절로 이어집니다.");
    }
    setTimeout(look, rag.isLost() ? LOOK_LOST_MS : LOOK_MS);
  };
  look();

  // Gradio tells in English that it lost the server; what is told in Korean comes from this one.
  new MutationObserver(() => {
    for (const told of document.querySelectorAll(".toast-body:not(.is-read)")) {
      told.classList.add("is-read");
      if (!/[가-힣]/.test(told.textContent)) told.remove();
    }
  }).observe(document, { childList: true, subtree: true });
})();
