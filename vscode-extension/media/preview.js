// Shows the page of a plan inside of a webview: puts in what is sent, and tells which step was chosen.
(() => {
  const vscode = acquireVsCodeApi();
  const page = document.getElementById("page");
  const style = document.getElementById("page-style");
  const plans = document.getElementById("plan");
  const stale = document.getElementById("stale");
  let chosen = "";

  function mark(anchor) {
    document.querySelector(".orch-chosen")?.classList.remove("orch-chosen");
    chosen = anchor ?? "";
    if (chosen !== "") document.getElementById(chosen)?.classList.add("orch-chosen");
  }

  // The page is told apart from one by itself in this alone: what is chosen is a class, since links lead nowhere here.
  function put(text) {
    const read = new DOMParser().parseFromString(text.replaceAll(":target", ".orch-chosen"), "text/html");
    const styles = [...read.querySelectorAll("style")].map((one) => one.textContent);
    if (style.textContent !== styles.join("\n")) style.textContent = styles.join("\n");
    const scrolled = [document.documentElement.scrollLeft, document.documentElement.scrollTop];
    const view = document.querySelector('input[name="view"]:checked')?.id;
    page.replaceChildren(...read.body.childNodes);
    if (view !== undefined) {
      const radio = document.getElementById(view);
      if (radio !== null) radio.checked = true;
    }
    window.scrollTo(...scrolled);
    mark(chosen);
  }

  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link === null) return;
    event.preventDefault();
    const anchor = link.getAttribute("href").slice(1);
    mark(anchor);
    if (anchor !== "") {
      document.getElementById(anchor)?.focus({ preventScroll: true });
      vscode.postMessage({ kind: "chosen", anchor });
    }
  });
  plans.addEventListener("change", () => vscode.postMessage({ kind: "plan", name: plans.value }));
  window.addEventListener("message", ({ data }) => {
    if (data.kind === "chosen") mark(data.anchor);
    if (data.kind !== "page") return;
    const options = data.plans.map((name) => new Option(name.slice(name.lastIndexOf(".") + 1), name));
    plans.replaceChildren(...options);
    plans.value = data.name;
    stale.hidden = data.page !== undefined;
    if (data.page !== undefined) put(data.page);
  });
  vscode.postMessage({ kind: "ready" });
})();
