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
