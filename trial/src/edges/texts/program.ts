import type { Dice } from "../../dice.ts";

/** A program with a text in each place that may have one, as it stands in a string and in a comment. */
export function program(inString: string, inComment: string): string {
  const text = inString
    .replaceAll(/[\\"$]/gu, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `module hostile

/// ${inComment.replaceAll(/[\r\n]/gu, " ")}
role auditor trust secret
type Login { user: String, password: String @secret }

human look(what: String, login: Login, key: String @secret) -> { granted: Bool, reason: String? } {
  ask  auditor
  show "${text} \${what} \${login.user} \${login.password} \${key}"
}

/// ${inComment.replaceAll(/[\r\n]/gu, " ")}
tool use(what: String, login: Login, key: String @secret) -> { said: String, made: String @secret } {
  effect    pure
  latency   <= 1m
  clearance secret
  fails     odd
  run       module "./handlers.mjs#use"
}

plan main(what: String, login: Login, key: String @secret) -> { said: String, made: String @secret } {
  step seen = look(what, login, key) { timeout 1d }
  step done = use(what, login, key) { after seen }
  when done.said == "${text}" { fail "${text} \${what} \${key}" }
  return { said: done.said, made: done.made }
}

scenario "${text}" for main {
  answer look with { granted: true, reason: "${text}" }
  expect completed
}
`;
}

/** Says all that it is given, and \`own\`, in every way that a handler has; half of the calls fail. */
export function handlers(own: string): string {
  return `const own = ${JSON.stringify(own)};
const forms = (one) => {
  const text = typeof one === "string" ? one : JSON.stringify(one);
  return [text, JSON.stringify(text), Buffer.from(text).toString("base64"), encodeURIComponent(text.toWellFormed())].join(" ");
};
export function use({ what, login, key }, context) {
  for (const one of [what, own, login.password, key, { what, login, key }]) {
    context.log(forms(one), { one });
    context.progress(1, 2, forms(one));
    console.log(forms(one));
    console.error(one);
    process.stdout.write(forms(one));
  }
  if (context.key.charCodeAt(0) % 2 === 0) return { said: what + own, made: key + "made" };
  const error = new Error(own + what + forms(login) + key);
  error.cause = new TypeError(forms(key));
  throw error;
}
`;
}

/** Characters that move a cursor, rewrite a line, reverse its direction or are invisible, and those with a meaning in one output format. */
const parts: readonly string[] = [
  ..."\u0000\u0001\u0007\b\t\n\u000b\f\r\u000e\u001b\u007f",
  ..."\u0080\u0085\u008d\u0090\u009b\u009c\u009d\u009f",
  ..."\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufff9\u3164",
  "\u{e0041}\u{e0001}",
  "\ud800",
  "\udc00",
  "\u001b[2K\u001b[1A",
  "\u001b[31m",
  "\u001b]0;title\u0007",
  "\u001b]8;;http://example.com\u001b\\",
  "\u009b2J",
  "\r\nerror  something else",
  "\n::error::annotation",
  "\n✓ run completed",
  "]]>",
  "-->",
  "</script><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "&lt;&#x202e;",
  "`**_[link](javascript:alert(1))|",
  '"];\n}',
  '"; end\nsubgraph x',
  "\\n\\u001b",
  "%0A%1B",
  "$1,000",
  "Ünïcödé 😀 مرحبا",
];

const words = ["pay", "may", "go", "to", "left", "right", "amount"];

/** A text that somebody wrote who means harm. */
export function drawText(dice: Dice): string {
  const length = dice.within(1, 8);
  return Array.from({ length }, () => (dice.chance(0.3) ? dice.one(words) : dice.one(parts))).join(" ");
}

/** Something that nobody may read: of letters, of signs that are escaped in one form or another, of several lines. */
export function drawSecret(dice: Dice): string {
  const letters = (count: number, from: string): string =>
    Array.from({ length: count }, () => dice.one([...from])).join("");
  const plain = letters(dice.within(10, 24), "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789");
  const kind = dice.below(4);
  if (kind === 0) return plain;
  if (kind === 1) return `${plain}${letters(6, "+/=&?%#\"'\\<>")}${plain}`;
  if (kind === 2) return `${plain}\n${letters(20, "ABCDEFGHIJKLMNOP")}\n${plain}`;
  return `${plain} ${letters(4, "äöüßéñ😀")} ${plain}`;
}
