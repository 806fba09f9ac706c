/* Sends the file of a form in parts (tus 1.0.0), says how far it is, goes on where it was cut; then sends the form.
   Without it the form sends the file by itself. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-uploads]");
  const input = form && form.querySelector("input[type=file]");
  if (!input || !window.fetch) return;
  const PART = 4 * 1024 * 1024, WAITS = [1, 2, 5, 10, 20, 30];
  const bar = form.querySelector("[data-progress]"), said = bar.querySelector("[data-said]");
  const progress = bar.querySelector("progress"), problem = form.querySelector("[data-problem]");
  const button = form.querySelector("button[type=submit]");
  const tus = { "Tus-Resumable": "1.0.0", Accept: "application/json" };
  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  const english = document.documentElement.lang === "en";
  const either = (zh, en) => (english ? en : zh), words = (both) => either(both.zh, both.en);
  const CUT = either("网络中断，已传的都在：请检查网络，再点一次，从断点继续。", "The network broke off; what was sent is kept: look at the network and press again, it goes on where it stopped.");

  class Refused extends Error {}

  async function call(method, path, headers, body) {
    for (let tries = 0; ; tries += 1) {
      let answer;
      try {
        answer = await fetch(path, { method, headers: { ...tus, ...headers }, body, credentials: "same-origin" });
      } catch (error) {
        if (tries >= WAITS.length || method === "PATCH") throw error;
      }
      if (answer && answer.status !== 503 && answer.status !== 423) return answer;
      if (answer && tries >= WAITS.length) return answer;
      if (method === "PATCH") return answer;
      await wait(WAITS[Math.min(tries, WAITS.length - 1)]);
    }
  }

  async function refusal(answer) {
    let told = {};
    try { told = await answer.json(); } catch { /* no words came with it */ }
    const first = (told.errors || [])[0];
    const title = told.sentences ? words(told.sentences) : either("没有传上（", "Not sent (") + answer.status + either("）。", ").");
    const todo = first && first.todo ? words(first.todo) : told.todo ? words(told.todo) : "";
    return new Refused([title, told.detail && !told.detail.includes(todo) ? told.detail + todo : told.detail || todo].join(" "));
  }

  function show(offset, size) {
    bar.hidden = false;
    progress.value = Math.floor((100 * offset) / size);
    said.textContent = offset < size
      ? either("已传 ", "Sent ") + progress.value + "% (" + (offset / 1048576).toFixed(1) + " / " + (size / 1048576).toFixed(1) + " MiB)"
      : either("已传完，正在检查……", "Sent, being checked …");
  }

  function base64(text) {
    return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  }

  async function begun(file, key) {
    const known = localStorage.getItem(key);
    if (known) {
      const told = await call("GET", known, {});
      if (told.ok) {
        const state = await told.json();
        if (state.state === "receiving" || state.state === "stored") return [known, state];
      }
      localStorage.removeItem(key);
    }
    const headers = { "Upload-Length": String(file.size), "Upload-Metadata": "filename " + base64(file.name) };
    const answer = await call("POST", form.dataset.uploads, headers);
    if (answer.status !== 201) throw await refusal(answer);
    const path = answer.headers.get("Location");
    localStorage.setItem(key, path);
    return [path, await answer.json()];
  }

  async function send(file) {
    const key = ["upload", form.dataset.uploads, file.name, file.size, file.lastModified].join(":");
    let [path, state] = await begun(file, key);
    for (let failed = 0; state.state !== "stored"; ) {
      const offset = state.offset;
      show(offset, file.size);
      let answer = null;
      try {
        const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
        answer = await call("PATCH", path, headers, file.slice(offset, offset + PART));
      } catch { /* the connection broke: ask how much has arrived */ }
      if (answer && answer.status === 204) {
        state = { ...state, offset: Number(answer.headers.get("Upload-Offset")) };
        failed = 0;
      } else if (answer && answer.ok) {
        state = await answer.json();
      } else {
        const again = !answer || [408, 423, 503, 507].includes(answer.status) || (answer.status === 409 && answer.headers.get("Upload-Offset"));
        if (!again || failed >= WAITS.length) {
          if (answer && answer.status === 422) localStorage.removeItem(key);
          throw answer ? await refusal(answer) : new Refused(CUT);
        }
        said.textContent = either("连接中断，稍后从断点继续……", "Broken off, going on in a moment …");
        await wait(WAITS[failed]);
        failed += 1;
        const told = await call("GET", path, {});
        if (!told.ok) throw await refusal(told);
        state = await told.json();
      }
    }
    show(file.size, file.size);
    localStorage.removeItem(key);
    return state.upload_id;
  }

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || form.elements.upload.value) return;
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      form.elements.upload.value = await send(file);
      input.disabled = true;
      form.submit();
    } catch (error) {
      problem.textContent = error instanceof Refused ? error.message : CUT;
      problem.hidden = false;
      problem.focus();
      button.disabled = false;
    }
  });
})();
