// Conversations stay in this browser: listed, renamed, deleted, written out. Nothing of it is kept
// on the server, which is given a conversation back when it goes on.
(() => {
  "use strict";
  const rag = window.rag;
  const { button } = rag;
  const store = rag.stored("rag.conversations", () => localStorage);
  const MOST = 100;
  const NAME_CHARS = 60;
  // What the server takes in one request, with some room.
  const MOST_BYTES = 240 * 1024;

  const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  // Another tab may have written meanwhile.
  const load = () => {
    const found = store.read();
    return Array.isArray(found) ? found.filter((each) => Array.isArray(each?.turns)) : [];
  };
  const save = (list) => {
    list.sort((a, b) => b.changed - a.changed);
    // When it is full, the older half goes.
    for (let most = MOST; most > 0 && !store.write(list.slice(0, most)); most = Math.floor(most / 2));
  };
  // Each tab has its own.
  const tab = rag.stored("rag.current");
  let current = tab.read() ?? "";
  const goTo = (id) => {
    current = id;
    tab.write(id);
  };
  if (!current) goTo(newId());

  const bytes = (text) => new TextEncoder().encode(text).length;
  const restore = (turns) => {
    let sent = turns;
    while (sent.length > 1 && bytes(JSON.stringify(sent)) > MOST_BYTES) sent = sent.slice(1);
    rag.isRestored = true;
    rag.send("restore", { turns: JSON.stringify(sent) });
  };

  // Kept is what is shown, once an answer has ended.
  let isResumed = false;
  rag.on("transcript", (element) => {
    const turns = rag.keptTurns();
    if (rag.isBusy() || (!turns.length && !isResumed)) return;
    const list = load();
    const place = list.findIndex(({ id }) => id === current);
    const before = list[place];
    if (!turns.length) {
      // Its last question was taken back.
      if (before) save(list.toSpliced(place, 1));
      return;
    }
    isResumed = true;
    if (before && JSON.stringify(before.turns) === JSON.stringify(turns)) return;
    const name = before?.name ?? turns[0].asked.trim().slice(0, NAME_CHARS);
    const kept = { id: current, name, changed: Date.now(), turns };
    save([kept, ...list.filter(({ id }) => id !== current)]);
  });

  // When the documents are there: what the address asks, else the conversation of this tab.
  rag.resume = () => {
    const kept = load().find(({ id }) => id === current);
    restore(kept?.turns ?? []);
  };
  rag.on("header", (element) => {
    if (isResumed || !element.querySelector("[data-ready]")) return;
    if (rag.isBusy() || rag.keptTurns().length) return;
    isResumed = true;
    const address = new URL(location.href);
    const question = address.searchParams.get("q");
    if (question?.trim()) {
      // A reload does not ask once more.
      address.searchParams.delete("q");
      history.replaceState(null, "", address);
      goTo(newId());
      rag.ask(question);
    } else if (load().some(({ id }) => id === current)) rag.resume();
  });

  // A new conversation leaves the old one in the list.
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest?.(".new-conversation")) goTo(newId());
      if (event.target.closest?.(".conversations-button")) open();
    },
    true,
  );

  // The list.
  const list = rag.element("ul");
  const close = rag.element("button", { className: "plain", textContent: "닫기" });
  const dialog = rag.element(
    "dialog",
    { className: "conversations" },
    rag.element("h2", { textContent: "대화 목록", id: "conversations-title" }),
    close,
    list,
  );
  dialog.setAttribute("aria-labelledby", "conversations-title");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    // Beside it.
    if (event.target === dialog) dialog.close();
  });

  const begin = (conversation) => {
    dialog.close();
    if (rag.isBusy()) {
      rag.toast("답이 끝난 뒤에 다른 대화를 열 수 있습니다.");
      return;
    }
    goTo(conversation.id);
    restore(conversation.turns);
  };
  const rename = (conversation, item) => {
    const name = rag.element("input", { type: "text", value: conversation.name, maxLength: 80 });
    name.setAttribute("aria-label", "대화 이름");
    const form = rag.element("form", {}, name, rag.element("button", { textContent: "저장" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const kept = load();
      const found = kept.find(({ id }) => id === conversation.id);
      if (found && name.value.trim()) found.name = name.value.trim();
      save(kept);
      draw();
    });
    name.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      // The list stays open.
      event.preventDefault();
      draw();
    });
    item.replaceChildren(form);
    name.select();
  };
  const remove = (conversation) => {
    save(load().filter(({ id }) => id !== conversation.id));
    const isShown = conversation.id === current && !rag.isBusy();
    if (isShown) {
      goTo(newId());
      restore([]);
    }
    const undo = button("실행 취소", "지운 대화 되살리기", () => {
      save([...load(), conversation]);
      draw();
      rag.toast("되살렸습니다.");
      if (isShown) begin(conversation);
    });
    rag.toast(`‘${conversation.name}’ 대화를 지웠습니다.`, undo, 10_000);
    // Within the open list, where it can be reached.
    draw();
    dialog.append(document.querySelector(".rag-toast"));
    undo.focus();
  };
  const download = (name, text, type) => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    rag.element("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  const fileName = ({ name }) => name.replace(/[\\/:*?"<>|\s]+/g, " ").trim() || "대화";
  const asMarkdown = ({ name, turns }) => {
    const parts = turns.map(({ asked, answer }, turn) => {
      const number = (n) => `[^${turn + 1}-${n}]`;
      const said = answer ? rag.withNumbers(answer, number) : "";
      const notes = answer ? rag.sources(answer, (n) => `${number(n)}:`) : [];
      return [`## ${asked.trim()}`, said, ...notes].filter(Boolean).join("\n\n");
    });
    return `# ${name}\n\n${parts.join("\n\n")}\n`;
  };
  const row = (conversation) => {
    const { name, changed, turns } = conversation;
    const item = rag.element("li");
    const isCurrent = conversation.id === current;
    const title = button(name, `열기: ${name}`, () => begin(conversation));
    title.classList.add("name");
    if (isCurrent) title.setAttribute("aria-current", "true");
    const when = new Date(changed).toLocaleString("ko-KR", {
      dateStyle: "medium",
      timeStyle: "short",
    });
    const file = fileName(conversation);
    item.append(
      title,
      rag.element("p", { className: "meta", textContent: `${when} · 질문 ${turns.length}개` }),
      rag.element(
        "p",
        { className: "actions" },
        button("이름 바꾸기", `이름 바꾸기: ${name}`, () => rename(conversation, item)),
        button("지우기", `지우기: ${name}`, () => remove(conversation)),
        button("Markdown 저장", `Markdown으로 저장: ${name}`, () =>
          download(`${file}.md`, asMarkdown(conversation), "text/markdown"),
        ),
        button("JSON 저장", `JSON으로 저장: ${name}`, () =>
          download(`${file}.json`, JSON.stringify(conversation, null, 2), "application/json"),
        ),
      ),
    );
    return item;
  };
  const draw = () => {
    const kept = load();
    list.replaceChildren(...kept.map(row));
    if (!kept.length) {
      const none = "아직 대화가 없습니다. 대화는 이 브라우저에만 남습니다.";
      list.append(rag.element("li", { className: "quiet", textContent: none }));
    }
  };
  const open = () => {
    draw();
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
  };
  dialog.addEventListener("close", () => {
    const toast = document.querySelector(".rag-toast");
    if (toast) rag.home().append(toast);
  });
})();
