/* Programs of any size, each large in one way. */

export interface Shape {
  readonly name: string;
  /** So large that what would grow with its square would show. */
  readonly small: number;
  text(size: number): string;
  /** Steps are set against each other in pairs, up to a number of pairs. */
  readonly inPairs?: true;
  /** Some of its rules are broken. */
  readonly refused?: true;
}

const head = `module m
tool look(id: String) -> String { effect pure  cost <= $0.01  latency <= 1s }
tool put(id: String) -> String { effect idempotent  cost <= $0.02  latency <= 1s }
tool drop(id: String) { effect idempotent  latency <= 1s }
tool send(id: String) -> String { effect idempotent  cost <= $0.03  latency <= 2s  undo drop(id)  tags outward }
tool pay(id: String) -> String { effect once  latency <= 1s  irreversible because "paid" }
type Truck { id: String, online: Bool }
resource trucks: Truck x 4 { at edge  lease 10h }
`;

const fiveRules = `guardrail seen { look before pay }
guardrail often { at most 1 pay }
guardrail some { never pay when args.id == "" }
guardrail kept { every pay followed by put }
guardrail spent { cost <= $1_000_000 }
`;

const rows = (length: number, row: (at: number) => string): string =>
  Array.from({ length }, (_, at) => row(at)).join("");

const plan = (name: string, body: string): string =>
  `plan ${name}(id: String) -> String {\n  step s = look(id)\n${body}  return s\n}\n`;

/** Each plan calls the next; the last one does what rules speak of. */
const chain = (length: number): string =>
  rows(length, (at) =>
    plan(`p${at}`, `  step t = ${at + 1 < length ? `p${at + 1}` : "pay"}(s)\n  step u = put(t)\n`),
  );

export const shapes: readonly Shape[] = [
  {
    name: "steps in a row",
    small: 75,
    text: (n) =>
      head +
      plan(
        "p",
        rows(n, (at) => `  step s${at} = put(${at === 0 ? "s" : `s${at - 1}`})\n`),
      ),
  },
  {
    name: "choices in a row under orders, one after another",
    small: 30,
    inPairs: true,
    text: (n) =>
      head +
      "guardrail seen { look before pay  put before send  every send preceded by put or pay }\n" +
      plan(
        "p",
        rows(n, (at) => {
          const before = at === 0 ? "" : ` { after c${at - 1} }`;
          return `  step a${at} = put(s)${before}\n  when a${at} == "" { step b${at} = pay(s) }\n  step c${at} = send(s) { after b${at} }\n`;
        }),
      ),
  },
  {
    name: "responses within a time, one after another",
    small: 75,
    text: (n) =>
      head +
      "guardrail kept { every put followed by send within 1h }\n" +
      plan(
        "p",
        rows(n, (at) => {
          const before = at === 0 ? "" : ` { after b${at - 1} }`;
          return `  step a${at} = put(s)${before}\n  step b${at} = send(s) { after a${at} }\n`;
        }),
      ),
  },
  {
    name: "steps beside one another",
    small: 75,
    text: (n) =>
      head +
      plan(
        "p",
        rows(n, (at) => `  step s${at} = send("${at}")\n`),
      ),
  },
  { name: "a chain of plans", small: 30, text: (n) => head + chain(n) },
  { name: "a chain of plans under five rules", small: 30, text: (n) => head + chain(n) + fiveRules },
  {
    name: "a plan that calls many plans",
    small: 30,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      rows(n, (at) => plan(`q${at}`, "  step t = pay(s)\n  step u = put(t)\n")) +
      plan(
        "p",
        rows(n, (at) => `  step s${at} = q${at}(s)\n`),
      ),
  },
  {
    name: "many plans that call one plan",
    small: 30,
    text: (n) =>
      head +
      fiveRules +
      plan("q", "  step t = pay(s)\n  step u = put(t)\n") +
      rows(n, (at) => plan(`p${at}`, "  step t = q(s)\n")),
  },
  {
    name: "layers of two plans, each of which calls both of the next",
    small: 10,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      rows(
        n,
        (at) =>
          plan(
            `a${at}`,
            at + 1 < n
              ? `  step t = a${at + 1}(s)\n  step u = b${at + 1}(s)\n`
              : "  step t = pay(s)\n  step u = put(t)\n",
          ) +
          plan(
            `b${at}`,
            at + 1 < n ? `  step t = a${at + 1}(s)\n  step u = b${at + 1}(s)\n` : "  step t = put(s)\n",
          ),
      ),
  },
  {
    name: "handlers of one step",
    small: 30,

    text: (n) =>
      `${head + fiveRules}plan p(id: String) -> String {\n  step s = look(id)\n  step t = put(s)${rows(n, (at) => ` else ${at % 2 === 0 ? "put" : "look"}(s)\n`)}\n  return s\n}\n`,
  },
  {
    name: "steps with a handler",
    inPairs: true,
    small: 30,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(n, (at) => `  step t${at} = put(s) else look(s)\n  step u${at} = pay(t${at})\n`),
      ),
  },
  {
    name: "choices under five rules",
    small: 30,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(n, (at) => `  when s == "${at}" { step t${at} = pay(s) }\n`),
      ),
  },
  {
    name: "choices that can end the plan",
    small: 30,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(n, (at) => `  step t${at} = put(s)\n  when t${at} == "${at}" { fail "no" }\n`) +
          "  step z = pay(s)\n",
      ),
  },
  {
    name: "sides of one choice",
    small: 30,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        `  when s == "a" { step t = pay(s) }${rows(n, (at) => ` else when s == "${at}" { step t${at} = pay(s) }\n`)}\n`,
      ),
  },
  {
    name: "loops beside one another",
    small: 20,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(
          n,
          (at) =>
            `  step l${at} = for x in ["a", "b"] { step t${at} = send(x)  step u${at} = pay(t${at})  yield t${at} }\n`,
        ),
      ),
  },
  {
    name: "loops inside one another",
    small: 10,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(n, (at) => `  step l${at} = for x${at} in ["a"] {\n`) +
          "step t = pay(s)\n" +
          rows(n, () => "  }\n"),
      ),
  },
  {
    name: "choices inside one another",
    small: 10,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(n, (at) => `  when s != "x${at}" { step t${at} = put(s)\n`) +
          "step t = pay(s)\n" +
          rows(n, () => "  }\n"),
      ),
  },
  {
    name: "guardrails",
    small: 30,
    text: (n) =>
      head +
      plan("p", "  step t = pay(s)\n  step u = put(t)\n") +
      rows(
        n,
        (at) =>
          `guardrail g${at} { look before pay  at most ${at + 1} pay  every pay followed by put  cost <= $${at + 10} }\n`,
      ),
  },
  {
    name: "policies",
    small: 30,
    text: (n) =>
      head +
      plan("p", "  step t = pay(s)\n  step u = put(t)\n") +
      rows(n, (at) => `policy r${at} { on pay, put  deny when args.id == "${at}" because "no" }\n`),
  },
  {
    name: "holds beside one another",
    small: 20,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(n, (at) => `  with r${at} = trucks wait 1h for 1h { step t${at} = send(r${at}.id) }\n`),
      ),
  },
  {
    name: "holds one after another",
    small: 20,
    refused: true,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(
          n,
          (at) =>
            `  with r${at} = trucks wait 1h for 1h { step t${at} = send(${at === 0 ? "s" : `t${at - 1}`}) }\n`,
        ),
      ),
  },
  {
    name: "pools that are held",
    small: 20,
    text: (n) =>
      head +
      rows(n, (at) => `resource pool${at}: Truck x 2 { at edge  lease 10h }\n`) +
      plan(
        "p",
        rows(n, (at) => `  with r${at} = pool${at} wait 1h for 1h { step t${at} = send(r${at}.id) }\n`),
      ),
  },
  {
    name: "plans that hold",
    small: 20,
    text: (n) =>
      head +
      rows(
        n,
        (at) =>
          `resource pool${at}: Truck x 2 { at edge  lease 10h }\n` +
          plan(`p${at}`, `  with r = pool${at} wait 1h for 1h { step t = send(r.id) }\n`),
      ),
  },
  {
    name: "goals",
    small: 20,
    text: (n) =>
      head +
      rows(
        n,
        (at) =>
          `goal g${at}(id: String) -> String {\n  budget cost <= $${at + 1}\n}\nplan p${at}(id: String) -> String achieves g${at} {\n  step s = send(id)\n  return s\n}\n`,
      ),
  },
  {
    name: "plans of one goal",
    small: 20,
    text: (n) =>
      `${head}goal g(id: String) -> String {\n  budget cost <= $10\n}\n${rows(n, (at) => `plan p${at}(id: String) -> String achieves g {\n  step s = send(id)\n  step t = put("${at}")\n  return s\n}\n`)}`,
  },
  {
    name: "races",
    small: 15,
    text: (n) =>
      head +
      fiveRules +
      plan(
        "p",
        rows(
          n,
          (at) =>
            `  step r${at} = first of { { step a${at} = look(s)  yield a${at} }  { step b${at} = send(s)  yield b${at} } }\n`,
        ),
      ),
  },
  {
    name: "steps after all of finally",
    small: 60,
    refused: true,
    text: (n) =>
      `${head + fiveRules}plan p(id: String) -> String {\n  step s = look(id)\n${rows(n, (at) => `  step t${at} = pay(s)\n`)}  return s\n  finally {\n${rows(n, (at) => `    step f${at} = put(id)\n`)}  }\n}\n`,
  },
  {
    name: "members of one enum",
    small: 30,
    text: (n) =>
      `${head}type Colour = ${rows(n, (at) => `${at === 0 ? "" : " | "}c${at}`)}\ntool paint(with: Colour) -> Colour { effect pure  latency <= 1s }\nplan p(first: Colour) {\n  step s = paint(first)\n  match s {\n${rows(n, (at) => `    c${at} { step t${at} = paint(c${at}) }\n`)}  }\n}\n`,
  },
  {
    name: "what has to follow in time, in a row",
    small: 60,
    text: (n) =>
      `${head}guardrail soon { every pay followed by put within 1m }\n${plan(
        "p",
        rows(
          n,
          (at) => `  step t${at} = pay(${at === 0 ? "s" : `u${at - 1}`})\n  step u${at} = put(t${at})\n`,
        ),
      )}`,
  },
  {
    name: "a chain of record types",
    small: 75,
    text: (n) =>
      `${head}${rows(n, (at) => `type T${at} { next: ${at + 1 < n ? `T${at + 1}` : "Int"}, also: [${at + 1 < n ? `T${at + 1}` : "Int"}] @personal }\n`)}tool get() -> T0 { effect pure  latency <= 1s }\ntool keep(it: T0) { effect pure  latency <= 1s  clearance personal }\nplan p() -> T0 {\n  step s = get()\n  step t = keep(s)\n  return s\n}\n`,
  },
  {
    name: "parameters and arguments",
    small: 30,
    text: (n) =>
      `${head}tool mix(${rows(n, (at) => `${at === 0 ? "" : ", "}a${at}: Int`)}) -> Int { effect pure  latency <= 1s }\nplan p(${rows(n, (at) => `${at === 0 ? "" : ", "}b${at}: Int in 0..9`)}) -> Int {\n  step s = mix(${rows(n, (at) => `${at === 0 ? "" : ", "}a${at}: b${at}`)})\n  return s\n}\n`,
  },
  {
    name: "two rows beside each other, one of which data makes late",
    small: 60,
    inPairs: true,
    text: (n) =>
      `${head}tool calm() -> String { effect pure  latency <= 1s  clearance personal }\nguardrail kept { never personal to drop }\nplan p(id: String @personal) {\n  when id == "" { step w = calm() }\n  step a = put("a") { after w }\n  step b = put("b")\n${rows(
        n,
        (at) =>
          `  step a${at} = put(${at === 0 ? "a" : `a${at - 1}`})\n  step b${at} = put(${at === 0 ? "b" : `b${at - 1}`})\n`,
      )}}\n`,
  },
];
