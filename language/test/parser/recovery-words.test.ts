import { test } from "vitest";
import { checkRecovery } from "../check.ts";

test("equals in the place of a colon", () => {
  checkRecovery(
    `
module m
plan p() {
  step a = t(x = 1)
               ^ error[ORCH0111] A name and its value are joined by a colon: write \`:\`, not \`=\`.
  let r = { a = 1 }
              ^ error[ORCH0111] A name and its value are joined by a colon: write \`:\`, not \`=\`.
  return a
}
`,
    "planDeclaration:p![brokenStatement:a brokenStatement:r return]",
  );
});

test("one equals sign to compare", () => {
  checkRecovery(
    `
module m
plan p() {
  when a = 1 {
         ^ error[ORCH0111] A comparison needs two equals signs: write \`==\`, not \`=\`.
    step b = t(1)
  } else {
    step c = t(2)
  }
  return 1
}
`,
    "planDeclaration:p![brokenStatement:a return]",
  );
});

test("a reserved word as a name", () => {
  checkRecovery(
    `
module m
plan p(match: Int) {
       ^^^^^ error[ORCH0107] \`match\` can't be a name: it is reserved everywhere.
  step if = t(1)
}
type then { a: Int }
     ^^^^ error[ORCH0107] \`then\` can't be a name: it is reserved everywhere.
role r
`,
    "brokenDeclaration:p brokenDeclaration roleDeclaration:r",
  );
});

test("a count with a unit", () => {
  checkRecovery(
    `
module m
plan p() {
  step a = t() { retry 3s  timeout 1m }
                       ^^ error[ORCH0115] A count is a whole number, and \`3s\` is not.
  step b = quorum 2.5 of { a(), b() }
                  ^^^ error[ORCH0115] A count is a whole number, and \`2.5\` is not.
  step c = for x in xs up to 3m { yield x }
                             ^^ error[ORCH0115] A count is a whole number, and \`3m\` is not.
}
`,
    "planDeclaration:p![step:a brokenStatement:b brokenStatement:c]",
  );
});

test("a unit apart at the end of a declaration without braces", () => {
  checkRecovery(
    `
module m
flag far = way > 25 km and near
                 ^^^^^ error[ORCH0109] \`km\` can't be separated from its number \`25\`.
flag near = way < 3km
`,
    "flagDeclaration:far! brokenDeclaration flagDeclaration:near",
  );
});

test("a unit apart that is none", () => {
  checkRecovery(
    `
module m
plan p() {
  step a = t() { timeout 60 secs }
                         ^^^^^^^ error[ORCH0109] \`secs\` can't be separated from its number \`60\`.
  let b = 5 km
          ^^^^ error[ORCH0109] \`km\` can't be separated from its number \`5\`.
  return b
}
`,
    "planDeclaration:p![step:a brokenStatement:b brokenStatement return]",
  );
});

test("a misspelt word behind a count is no unit", () => {
  checkRecovery(
    `
module m
role r
human h() -> Bool { ask r x 2 wher user.id != "a"  show "b" }
                              ^^^^ error[ORCH0106] No clause of a capability begins with \`wher\`.
plan p() {
  step a = t() { retry 2 optonal }
                         ^^^^^^^ error[ORCH0106] No option of a step begins with \`optonal\`.
}
`,
    "roleDeclaration:r capability:h! planDeclaration:p![step:a]",
  );
});

test("the beginning of a word is no operator of another language", () => {
  checkRecovery(
    `
module m
resource r x 2 { at edge  le }
                          ^^ error[ORCH0106] No clause of a resource begins with \`le\`.
`,
    "resourceDeclaration:r!",
  );
});

test("a count and a clause on one line", () => {
  checkRecovery(
    `
module m
agent a() {
  uses Scale x 2 tokens <= 5 tokens
               ^^^^^^^^ error[ORCH0115] A count is a whole number, and \`2 tokens\` is not.
}
`,
    "capability:a!",
  );
});

test("misspelt words", () => {
  checkRecovery(
    `
module m
tol z()
^^^ error[ORCH0105] No declaration begins with \`tol\`.
plan p() {
  stpe a = t() { retrry 2 }
  ^^^^ error[ORCH0106] No statement begins with \`stpe\`.
  step b = t() { retrry 2 }
                 ^^^^^^ error[ORCH0106] No option of a step begins with \`retrry\`.
  retrun b
  ^^^^^^ error[ORCH0106] No statement begins with \`retrun\`.
}
goal g() -> Int {
  intnt "x"
  ^^^^^ error[ORCH0106] No clause of a goal begins with \`intnt\`.
  budget cost < $1
              ^ error[ORCH0101] Expected \`<=\` here, but found \`<\`.
}
trigger t { onn event e  start p() }
            ^^^ error[ORCH0106] No clause of a trigger begins with \`onn\`.
policy q { denny when x }
           ^^^^^ error[ORCH0106] No clause of a policy begins with \`denny\`.
guardrail h { allways a before b }
                      ^ error[ORCH0101] Expected \`before\` here, but found \`a\`.
scenario "s" for p {
  expcet completed
  ^^^^^^ error[ORCH0106] No line of a scenario begins with \`expcet\`.
}
`,
    "brokenDeclaration:z planDeclaration:p![brokenStatement:a step:b brokenStatement] goalDeclaration:g! triggerDeclaration:t! policyDeclaration:q! guardrailDeclaration:h! scenarioDeclaration!",
  );
});

test("unknown words", () => {
  checkRecovery(
    `
module m
whatever x
^^^^^^^^ error[ORCH0105] No declaration begins with \`whatever\`.
plan p() {
  foo bar
  ^^^ error[ORCH0106] No statement begins with \`foo\`.
  step a = t() { foo }
                 ^^^ error[ORCH0106] No option of a step begins with \`foo\`.
}
role r
`,
    "brokenDeclaration:x planDeclaration:p![brokenStatement step:a] roleDeclaration:r",
  );
});

test("comparisons in a row", () => {
  checkRecovery(
    `
module m
plan p() {
  let a = 1 < 2 < 3
                ^ error[ORCH0112] \`<\` can't follow another comparison.
  let b = a == b != c
                 ^^ error[ORCH0112] \`!=\` can't follow another comparison.
  let c = 1..2..3
              ^^ error[ORCH0112] \`..\` can't follow another comparison.
  let d = a and not b in c
}
`,
    "planDeclaration:p[let:a let:b let:c let:d]",
  );
});

test("a not in the middle", () => {
  checkRecovery(
    `
module m
plan p() {
  let a = b == not c
               ^^^ error[ORCH0113] \`not\` applies to a whole comparison and can't be inside one.
  let d = - not e
            ^^^ error[ORCH0113] \`not\` applies to a whole comparison and can't be inside one.
}
`,
    "planDeclaration:p[let:a let:d]",
  );
});

test("a bound that is no range", () => {
  checkRecovery(
    `
module m
type A = Int in 5
                ^ error[ORCH0101] Expected a range such as \`1..10\` here, but found \`5\`.
type B = [Int] size 1
                    ^ error[ORCH0101] Expected a range such as \`1..10\` here, but found \`1\`.
plan p() {
  step a = t() { retry 2 backoff 1s }
                                 ^^ error[ORCH0101] Expected a range such as \`1..10\` here, but found \`1s\`.
}
`,
    "typeDeclaration:A! typeDeclaration:B! planDeclaration:p![step:a]",
  );
});

test("a rule and its count by period", () => {
  checkRecovery(
    `
module m
guardrail g {
  at most 2 send when args.big per 1h
  at most 2 send when args.cost > $1 per km per 1h
}
`,
    "guardrailDeclaration:g",
  );
});

test("parts that exclude one another", () => {
  checkRecovery(
    `
module m
guardrail g {
  never personal to cloud when quiet
                          ^^^^ error[ORCH0120] \`never\` takes \`to\` or \`when\`, not both.
  never send when quiet to cloud
                        ^^ error[ORCH0120] \`never\` takes \`when\` or \`to\`, not both.
  never send when quiet
  to before send
}
plan p() {
  step a = t() { retry 2 every 1s backoff 1s..3s when error == x  timeout 1s }
                                  ^^^^^^^ error[ORCH0120] \`retry\` takes \`every\` or \`backoff\`, not both.
}
`,
    "guardrailDeclaration:g! planDeclaration:p![step:a]",
  );
});

test("a result without its arrow", () => {
  checkRecovery(
    `
module m
tool a(n: Int) Int { effect pure }
               ^^^ error[ORCH0121] The type of a result follows \`->\`.
tool b(n: Int): [Int]? { effect pure }
              ^ error[ORCH0121] The type of a result follows \`->\`.
goal c(n: Int) => Int { intent "…" }
               ^^ error[ORCH0121] The type of a result follows \`->\`.
plan e(n: Int) achieves c { return n }
tool f(n: Int)
tool g(n: Int) [Int] size 1..2 @personal
               ^ error[ORCH0121] The type of a result follows \`->\`.
`,
    "capability:a! capability:b! goalDeclaration:c! planDeclaration:e[return] capability:f capability:g!",
  );
});

test("a severity by the name that it has elsewhere", () => {
  checkRecovery(
    `
module m
guardrail a : money critical { cost <= $4 }
                    ^^^^^^^^ error[ORCH0101] Expected \`blocking\`, \`warning\`, \`advisory\` or \`informational\` here, but found \`critical\`.
policy b blockin { on any }
         ^^^^^^^ error[ORCH0101] Expected \`blocking\`, \`warning\`, \`advisory\` or \`informational\` here, but found \`blockin\`.
role c
`,
    "brokenDeclaration:a brokenDeclaration:b roleDeclaration:c",
  );
});

test("a bound without its sign", () => {
  checkRecovery(
    `
module m
service a() { effect once  latency 5s }
                                   ^^ error[ORCH0101] Expected \`<=\` here, but found \`5s\`.
llm b() -> String { cost $0.05 }
                         ^^^^^ error[ORCH0101] Expected \`<=\` here, but found \`$0.05\`.
`,
    "capability:a! capability:b!",
  );
});

test("a call of something called `commit` is no commit", () => {
  checkRecovery(
    `
module m
plan p(commit: Int) {
  commit
  step a = t(commit)
  commit(a)
  ^^^^^^ error[ORCH0106] No statement begins with \`commit\`.
  commit = t(a)
  ^^^^^^ error[ORCH0106] No statement begins with \`commit\`.
  commit
  return commit
}
`,
    "planDeclaration:p![commit step:a brokenStatement brokenStatement:commit commit return]",
  );
});
