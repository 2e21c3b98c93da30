// A form of fields inside of a webview, and what was filled in, as JSON.
const vscode = acquireVsCodeApi();
const page = document.getElementById("page");
document.querySelector("nav").remove();

function element(tag, given = {}, ...children) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
}

/** By its form: what is shown, and how its value is read; what is left empty is left out. */
const inputs = {
  // Two buttons and none of them chosen: whoever leaves it as it is has not said no.
  yesno: ({ name, optional }) => {
    const [yes, no] = ["yes", "no"].map(() => element("input", { type: "radio", name, required: !optional }));
    const input = element("fieldset", {}, element("label", {}, yes, "yes"), element("label", {}, no, "no"));
    return { input, first: yes, read: () => (yes.checked || no.checked ? yes.checked : undefined) };
  },
  choice: ({ choices, optional }) => {
    const empty = optional ? [new Option("", "")] : [];
    const input = element("select", {}, ...empty, ...choices.map((one) => new Option(one, one)));
    return { input, read: () => input.value || undefined };
  },
  number: ({ min, max, optional }) => {
    const input = element("input", { type: "number", step: "any", required: !optional });
    if (min !== undefined) input.min = min;
    if (max !== undefined) input.max = max;
    return { input, read: () => (input.value === "" ? undefined : Number(input.value)) };
  },
  text: ({ type, pattern, optional, example = "" }) => {
    const input = element("input", { type, required: !optional, placeholder: example });
    if (pattern !== undefined) input.pattern = pattern;
    return { input, read: () => (input.value === "" && optional ? undefined : input.value) };
  },
  money: ({ unit, optional }) => {
    const input = element("input", { type: "text", pattern: "-?[0-9]+(\\.[0-9]+)?", required: !optional });
    return { input, read: () => (input.value === "" ? undefined : { amount: input.value, currency: unit }) };
  },
  json: ({ optional, example = "" }) => {
    const rows = Math.min(16, Math.max(4, example.split("\n").length));
    const input = element("textarea", { rows, required: !optional, spellcheck: false });
    if (!optional) input.value = example;
    input.addEventListener("input", () => {
      let wrong = "";
      try {
        JSON.parse(input.value || "null");
      } catch {
        // That is what is told.
        wrong = "This is not JSON.";
      }
      input.setCustomValidity(wrong);
    });
    return { input, read: () => (input.value === "" ? undefined : JSON.parse(input.value)) };
  },
};

/** A text with `names` in it. */
function prose(text) {
  return text.split("`").map((part, at) => (at % 2 === 0 ? part : element("code", { textContent: part })));
}

function factsOf(facts) {
  const rows = facts.flatMap(([name, lines]) => [
    element("dt", { textContent: name }),
    element("dd", {}, ...lines.split("\n").map((line) => element("div", {}, ...prose(line)))),
  ]);
  return rows.length === 0 ? [] : [element("dl", { id: "facts" }, ...rows)];
}

function rowOf({ field, input }) {
  const unit = field.unit === undefined ? "" : ` (${field.unit})`;
  const name = field.name + unit + (field.optional ? ", may be left out" : "");
  if (input.tagName === "FIELDSET") {
    input.prepend(element("legend", { textContent: name }));
    return input;
  }
  return element("label", {}, element("span", { textContent: name }), input);
}

window.addEventListener("message", ({ data }) => {
  if (data.kind !== "form") return;
  const rows = data.fields.map((field) => ({ field, ...inputs[field.form](field) }));
  const form = element(
    "form",
    { className: "ask" },
    element("h1", { id: "heading", textContent: data.heading }),
    ...factsOf(data.facts),
    ...rows.map(rowOf),
    element("button", { type: "submit", textContent: data.go }),
  );
  form.setAttribute("aria-labelledby", "heading");
  if (data.facts.length > 0) form.setAttribute("aria-describedby", "facts");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = Object.fromEntries(
      rows.map(({ field, read }) => [field.name, read()]).filter(([, one]) => one !== undefined),
    );
    vscode.postMessage({ kind: "done", value });
  });
  page.replaceChildren(element("main", {}, form));
  (rows[0]?.first ?? rows[0]?.input)?.focus();
});
vscode.postMessage({ kind: "ready" });
