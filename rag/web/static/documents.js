// The panel of documents: files go to the server one after the other, and every reply is the list of
// this browser's documents. What names and reasons say is put in as text, never as markup.
(() => {
  "use strict";
  const rag = window.rag;

  const PATH = new URL("documents", location.href).pathname; // a proxy may show the page below a path
  const BUSY = 429;
  let panel = null; // what Gradio draws
  let tell = () => {}; // lets the page's header be drawn anew
  let list = null; // what the server said last
  let coming = []; // files that are not in the list yet: { file, state, why }
  let isSending = false;
  let isOpen = false;

  const count = (number) => number.toLocaleString("ko-KR");
  const part = (name) => panel.querySelector(name);
  const say = (text) => (part(".documents-told").textContent = text);

  const make = rag.element;

  class Refusal extends Error {}
  const reason = (error) =>
    error instanceof Refusal ? error.message : "서버에 닿지 못했습니다. 잠시 뒤에 다시 해 주세요.";

  const ask = async (path, body) => {
    const options = body && {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    };
    const reply = await fetch(path, options);
    const told = await reply.json();
    if (!reply.ok) throw new Refusal(told.detail);
    return told;
  };

  const change = async (path, body, said) => {
    try {
      list = await ask(path, body);
      say(said ?? "");
      tell();
    } catch (error) {
      say(reason(error));
    }
    draw();
  };

  // Until the index is read, nothing is known of it; a page may be opened before.
  const look = async () => {
    while (panel?.isConnected && !list?.served) {
      try {
        list = await ask(PATH);
        draw();
      } catch (error) {
        say(reason(error));
        return;
      }
      await new Promise((go) => setTimeout(go, 3000));
    }
  };

  // Rows

  const chooser = (id, text, isChosen) => {
    const box = make("input", { type: "checkbox", checked: isChosen });
    box.addEventListener("change", () => change(`${PATH}/choose`, { id, is_chosen: box.checked }));
    return make("label", {}, box, make("span", { textContent: text }));
  };

  const remover = (name, remove) => rag.button("지우기", `${name} 지우기`, remove);

  const reasons = (texts) => texts.map((text) => make("span", { className: "why", textContent: text }));

  const fileRow = ({ id, name, documents, sentences, problems, is_chosen, is_own }) => {
    const size = `${documents > 1 ? `문서 ${count(documents)}건 · ` : ""}문장 ${count(sentences)}개`;
    const shown = documents
      ? [chooser(id, name, is_chosen), make("span", { className: "meta", textContent: size })]
      : [make("span", { textContent: name }), make("span", { className: "meta", textContent: "읽지 못함" })];
    const remove = () => change(`${PATH}/remove`, { id }, `${name} 문서를 지웠습니다.`);
    // Of the file itself the name stands there already; of a file in it, it is told.
    const why = problems.map((text) => text.replace(`${name}: `, ""));
    return make("li", {}, ...shown, is_own && remover(name, remove), ...reasons(why));
  };

  const comingRow = (item) => {
    const name = make("span", { textContent: item.file.name });
    if (item.why) {
      const remove = () => {
        coming = coming.filter((other) => other !== item);
        draw();
      };
      const what = make("span", { className: "meta", textContent: "추가하지 못함" });
      return make("li", {}, name, what, remover(item.file.name, remove), ...reasons([item.why]));
    }
    return make("li", {}, name, make("span", { className: "meta coming", textContent: item.state }));
  };

  const draw = () => {
    if (!panel?.isConnected || !list) return;
    const { files, limits, served, left_out } = list;
    const read = files.filter((file) => file.documents);
    part(".add").hidden = !limits.files;
    part(".documents-bar input").accept = limits.types.join(",");
    part(".own-only").hidden = !read.length;
    part(".own-only").lastChild.textContent = limits.is_shared ? " 추가된 문서만" : " 내 문서만";
    part(".own-only input").checked = !list.served_is_chosen;
    const documents = read.reduce((sum, file) => sum + file.documents, 0);
    const shows = part(".shows");
    shows.hidden = !files.length && !coming.length && !left_out.length;
    shows.textContent = `문서 ${count(served + documents)}건 ${isOpen ? "접기 ▴" : "보기 ▾"}`;
    shows.setAttribute("aria-expanded", String(isOpen));
    const focused = document.activeElement?.closest(".documents-list li");
    const place = focused && [...part("ul").children].indexOf(focused);
    part("ul").replaceChildren(
      chosenServed(served, read.length),
      ...files.map(fileRow),
      ...coming.map(comingRow),
      ...left_out.map((why) => make("li", {}, ...reasons([why]))),
    );
    if (focused) part("ul").children[place]?.querySelector("input, button")?.focus();
    part(".documents-list").hidden = !isOpen || shows.hidden;
    const isUnknown = coming.some(({ why }) => why === UNKNOWN_TYPE);
    part(".types").textContent = isUnknown ? `받는 종류: ${limits.types.join(", ")}` : "";
    part(".documents-list > .kept").textContent = limits.is_shared
      ? "추가한 문서는 이 대화를 여는 모든 사람이 함께 쓰고, 서버를 끄면 사라집니다."
      : "추가한 문서는 이 브라우저의 대화에서만 쓰고 디스크에 남기지 않으며, " +
        `쓰지 않은 지 ${count(limits.minutes)}분이 지나면 사라집니다.`;
  };

  const chosenServed = (served, isChosen) => {
    const text = `기본 문서 ${count(served)}건`;
    return isChosen
      ? make("li", {}, chooser("served", text, list.served_is_chosen))
      : make("li", { textContent: text });
  };

  // Files

  const sizes = (bytes) => `${Number((bytes / 1e6).toPrecision(2)).toLocaleString("ko-KR")}MB`;

  const UNKNOWN_TYPE = "이 종류의 파일은 받지 않습니다.";
  const refusal = (file) => {
    const { types, bytes } = list.limits;
    const name = file.name.toLowerCase();
    if (file.isFolder) return "폴더는 받지 않습니다. 파일을 고르거나 .zip으로 묶어 주세요.";
    if (!types.some((type) => name.endsWith(type))) return UNKNOWN_TYPE;
    if (file.size > bytes) return `파일이 너무 큽니다. ${sizes(bytes)}까지 추가할 수 있습니다.`;
    return "";
  };

  const send = (item) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", PATH);
      request.setRequestHeader("X-File-Name", encodeURIComponent(item.file.name));
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        const share = Math.floor((100 * loaded) / total);
        item.state = share < 100 ? `보내는 중 ${share}%` : "읽는 중…";
        draw();
      });
      request.addEventListener("loadend", () => {
        let told = {};
        try {
          told = JSON.parse(request.responseText);
        } catch {
          // Nothing came back.
        }
        resolve({ status: request.status, told });
      });
      request.send(item.file);
    });

  const sendAll = async () => {
    if (isSending) return;
    isSending = true;
    for (let item; (item = coming.find((each) => !each.why)); ) {
      const { status, told } = await send(item);
      if (status === BUSY) {
        item.state = "기다리는 중…";
        draw();
        await new Promise((go) => setTimeout(go, 1000));
        continue;
      }
      if (status === 200) {
        list = told;
        coming = coming.filter((other) => other !== item);
        const added = list.files.find((file) => file.name === item.file.name && file.documents);
        say(added ? `${item.file.name} 문서를 추가했습니다.` : `${item.file.name} 문서를 읽지 못했습니다.`);
        tell();
      } else {
        item.why = told.detail || "보내지 못했습니다. 잠시 뒤에 다시 해 주세요.";
        say(`${item.file.name} 문서를 추가하지 못했습니다.`);
      }
      draw();
    }
    isSending = false;
    rag.goOn();
  };
  rag.areFilesRead = () => isSending;

  const isSame = (one, other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  const add = (files) => {
    if (!list?.limits.files || !files.length) return;
    for (const file of files) {
      // Dropped once more it takes the place of what became of it before.
      coming = coming.filter(({ file: other, why }) => !why || !isSame(file, other));
      if (coming.some(({ file: other }) => isSame(file, other))) continue;
      coming.push({ file, state: "기다리는 중…", why: refusal(file) });
    }
    isOpen = true;
    draw();
    sendAll();
  };

  // Dropping, anywhere on the page

  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const shade = (isOver) => document.body.classList.toggle("drops-files", isOver && !!list?.limits.files);
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(
      kind,
      (event) => {
        if (!holdsFiles(event)) return;
        // Else the browser would open the file in place of the page.
        event.preventDefault();
        event.stopPropagation();
        if (kind === "dragenter") depth += 1;
        if (kind === "dragleave") depth = Math.max(0, depth - 1);
        if (kind === "drop") depth = 0;
        shade(depth > 0);
        if (kind !== "drop") return;
        const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
        const dropped = [...event.dataTransfer.files];
        dropped.forEach((file, n) => (file.isFolder = entries[n]?.isDirectory ?? false));
        add(dropped);
      },
      true,
    );
  }

  // Called by Gradio when it has drawn the panel.
  window.ragDocuments = (element, trigger, event) => {
    panel = element.querySelector(".documents");
    tell = () => trigger(event, {});
    part(".add").addEventListener("click", () => part(".documents-bar input").click());
    part(".documents-bar input").addEventListener("change", ({ target }) => {
      add([...target.files]);
      target.value = "";
    });
    part(".own-only input").addEventListener("change", ({ target }) =>
      change(`${PATH}/choose`, { id: "served", is_chosen: !target.checked }),
    );
    part(".shows").addEventListener("click", () => {
      isOpen = !isOpen;
      draw();
    });
    draw();
    look();
  };
})();
