// Shows the page of a plan inside of a webview: puts in what is sent, and tells which step was chosen.
import { listenForArrows } from "./arrows.js";

const vscode = acquireVsCodeApi();
const page = document.getElementById("page");
const style = document.getElementById("page-style");
const plans = document.getElementById("plan");
const stale = document.getElementById("stale");
let chosen = "";
/** How far a run has come, by the anchors of its steps. */
let progress = new Map();

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
  if (progress.size > 0) paint(progress);
}

// ---- a story ----
const story = document.getElementById("story");
const moment = document.getElementById("moment");
const says = document.getElementById("says");
const playing = document.getElementById("play");
let moments = [];
let verdict = "";
let timer;

function paint(states) {
  for (const link of page.querySelectorAll("svg a")) {
    const state = states.get(link.getAttribute("href").slice(1));
    link.setAttribute("class", state === undefined ? "" : `orch-${state}`);
  }
}

function tell(upTo) {
  paint(new Map(moments.slice(0, upTo).map(({ anchor, state }) => [anchor, state])));
  const text = upTo === 0 ? "before it begins" : moments[upTo - 1].says;
  says.textContent = upTo === moments.length ? `${text} · ${verdict}` : text;
  moment.setAttribute("aria-valuetext", text);
}

function begin(data) {
  story.hidden = data.moments === undefined;
  if (data.moments === undefined) return;
  moments = data.moments;
  verdict = data.verdict;
  moment.max = String(moments.length);
  moment.value = "0";
  page.classList.add("orch-told");
  tell(0);
}

moment.addEventListener("input", () => tell(Number(moment.value)));
playing.addEventListener("click", () => {
  clearInterval(timer);
  if (Number(moment.value) === moments.length) moment.value = "0";
  timer = setInterval(() => {
    moment.value = String(Number(moment.value) + 1);
    tell(Number(moment.value));
    if (Number(moment.value) >= moments.length) clearInterval(timer);
  }, 600);
});

listenForArrows(page);
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
// ---- as a picture of points ----

/** How many points stand for one of the drawing: for screens that have two. */
const scale = 2;

async function points(picture) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.drawImage(image, 0, 0);
  vscode.postMessage({ kind: "png", data: canvas.toDataURL("image/png") });
}

plans.addEventListener("change", () => vscode.postMessage({ kind: "plan", name: plans.value }));
window.addEventListener("message", ({ data }) => {
  if (data.kind === "chosen") mark(data.anchor);
  if (data.kind === "progress") {
    page.classList.add("orch-told");
    progress = new Map(Object.entries(data.states));
    paint(progress);
  }
  if (data.kind === "png") void points(data.picture);
  if (data.kind !== "page") return;
  if (data.title !== undefined) document.title = data.title;
  const options = data.plans.map((name) => new Option(name.slice(name.lastIndexOf(".") + 1), name));
  plans.replaceChildren(...options);
  // There is nothing to choose among one, whose name stands below.
  plans.parentElement.hidden = options.length < 2;
  plans.value = data.name;
  stale.hidden = data.page !== undefined;
  if (data.page !== undefined) put(data.page);
  begin(data);
});
vscode.postMessage({ kind: "ready" });
