import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

const head = `module m
import std.people { Approval }
role boss
type User { name: String, email: Email?, tags: [String] }
tool send(to: Email) { effect pure  latency <= 1s }
tool tag(words: [String] size 1..9, n: Int in 1..9) { effect pure  latency <= 1s }
llm draft(topic: String) -> String { effect pure  cost <= $0.1  latency <= 10s  prompt "\${topic}" }
human may(text: String) -> Approval { ask boss  show "\${text}?" }
tool post(text: String trusted) { effect pure  latency <= 1s }
`;

describe("one mistake, one error: what hangs on a condition that is told of is not told as well", () => {
  test("what would be there under it, and below it", () => {
    check(`${head}
plan under(user: User) {
  when user.mail is some { step s = send(user.email) }
            ^^^^ error[ORCH3006]
}
plan below(user: User) {
  when usr.email is none { fail "no" }
       ^^^ error[ORCH3201]
  step s = send(user.email)
}
plan beside(user: User) {
  let to = if user.emial is some then user.email else "a@b.org"
                   ^^^^^ error[ORCH3006]
  step s = send(to)
}
plan behind(user: User, ok: Bool) {
  when user.email is Some and send_to(user.email.domain) { step s = send(user.email) }
                     ^^^^ error[ORCH3216]
                              ^^^^^^^ error[ORCH3201]
}`);
  });

  test("how many, how much", () => {
    check(`${head}
plan size(user: User) {
  when user.tags.length == 0 or user.tags.size > 9 { fail "no" }
                 ^^^^^^ error[ORCH3006]
  step t = tag(user.tags, 3)
}
plan number(n: Int) {
  when n < 1 or n > most { fail "no" }
                    ^^^^ error[ORCH3201]
  step t = tag(["a"], n)
}`);
  });

  test("what a list function kept", () => {
    check(`${head}
plan p(users: [User] size 0..9) {
  let good = users.filter(u => u.emial is some)
                                 ^^^^^ error[ORCH3006]
  step all = for u in good up to 9 {
    step s = send(u.email)
    yield true
  }
}`);
  });

  test("who was asked", () => {
    check(`${head}
plan under(topic: String) {
  step text = draft(topic)
  step ok = may(text)
  when ok.grantd { step s = post(text) }
          ^^^^^^ error[ORCH3006]
}
plan below(topic: String) {
  step text = draft(topic)
  step ok = may(text)
  when not ok.agreed { fail "no" }
              ^^^^^^ error[ORCH3006]
  step s = post(text)
}`);
  });

  test("what stands below a line that cannot be read", () => {
    check(`${head}
plan p(user: User) {
  when user.email = none { fail "no" }
                  ^ error[ORCH0111]
  step s = send(user.email)
}
plan q(user: User) {
  when user.email is none { abort "no" }
                            ^^^^^ error[ORCH0106]
  step s = send(user.email)
}`);
  });

  test("but what it does not speak of is told", () => {
    check(`${head}
plan p(user: User, other: User) {
  when user.mail is some {
            ^^^^ error[ORCH3006]
    step a = send(other.email)
                  ^^^^^^^^^^^ error[ORCH3003]
    step b = send(user.name)
                  ^^^^^^^^^ error[ORCH3010]
  }
  step c = send(user.email)
                ^^^^^^^^^^ error[ORCH3003]
}`);
  });

  test("what a condition tells of to each field of an occurrence", () => {
    check(`${head}
event sent(to: String, count: Int)
plan p(user: User @personal, n: Int) {
  when user.name == "x" { emit sent("all", n) }
                               ^^^^ error[ORCH3501] That this occurs at all is personal, but \`to\` of \`sent\` is cleared for internal only.
}`);
  });
});
