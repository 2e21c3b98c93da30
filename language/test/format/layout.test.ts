/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are interpolations of the language. */
import { expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { read } from "../show.ts";

/** Formats what stands above the line of arrows and holds it to what stands below. */
function check(text: string): void {
  const [before = "", behind = ""] = text.split(/^ *▼ *\n/m);
  const parsed = read(before.trim());
  expect(parsed.diagnostics).toEqual([]);
  expect(format(parsed)).toBe(`${behind.trim()}\n`);
}

test("clauses on lines of their own have a column for their content", () => {
  check(`
module m
tool t( x:Int=1 )->Int{
effect pure
      cost<=$1
 latency    <= 5s // why
}
▼
module m

tool t(x: Int = 1) -> Int {
  effect  pure
  cost    <= $1
  latency <= 5s  // why
}
`);
});

test("a column that the author made wider is kept where it is one", () => {
  check(`
module m

trigger t {
  on       every 5m
  start    p()
}
trigger u {
  on     every 5m
  start    p()
}
▼
module m

trigger t {
  on       every 5m
  start    p()
}
trigger u {
  on    every 5m
  start p()
}
`);
});

test("lists on one line stay there, and their items stand two spaces apart", () => {
  check(`
module m
tool t() { effect pure latency<=1s }
type A {a:Int,b:Int}
plan p() { step a=t(){retry 2 timeout 5s} return a }
▼
module m

tool t() { effect pure  latency <= 1s }
type A { a: Int, b: Int }
plan p() { step a = t() { retry 2  timeout 5s }  return a }
`);
});

test("brief clauses stay on the line of their capability", () => {
  check(`
module m
tool t(x: Int) -> { id: String }   idempotent<=30s
tool u(x: Int)   pure   <=  5s {cost <= $1
tags a}
tool v()  once{ }
▼
module m

tool t(x: Int) -> { id: String } idempotent <= 30s
tool u(x: Int) pure <= 5s {
  cost <= $1
  tags a
}
tool v() once {}
`);
});

test("a list on a line that is too wide gets a line for each item", () => {
  check(`
module m
service s(first: String, second: String) -> { message: String } { effect idempotent  latency <= 5s  scope "a.b.c"  run module "./x.ts#y" }
▼
module m

service s(first: String, second: String) -> { message: String } {
  effect  idempotent
  latency <= 5s
  scope   "a.b.c"
  run     module "./x.ts#y"
}
`);
});

test("steps beside one another keep their column, and find it again when a name grows", () => {
  check(`
module m

plan p() {
  step a   = t()
  step bcd = t()

  step e   = t()
  step fg = t()
  let  h  = 1
}
▼
module m

plan p() {
  step a   = t()
  step bcd = t()

  step e = t()
  step fg = t()
  let h   = 1
}
`);
});

test("fields have a column for their types", () => {
  check(`
module m
type Contact {
  id: String
  address: Email @personal
  tags: [String] size 1..3,
}
▼
module m

type Contact {
  id:      String
  address: Email @personal
  tags:    [String] size 1..3,
}
`);
});

test("lines inside brackets are indented by them", () => {
  check(`
module m
plan p() {
      let a = f(x,
   y,
 { b: 1,
 c: 2 })
      let d = [
  1,
  g(
  2
  ),
    ]
      let e = a
   + b
      yield { a: 1,
        b: 2 }
}
▼
module m

plan p() {
  let a = f(x,
            y,
            { b: 1,
              c: 2 })
  let d = [
    1,
    g(
      2
    ),
  ]
  let e = a
      + b
  yield { a: 1,
          b: 2 }
}
`);
});

test("blank lines part groups, one at most, and none stand at a list's ends", () => {
  check(`


module m
import a.b { c }
import d.e { f }
role r



role s
plan p() {

  let a = 1


  let b = 2

}
▼
module m

import a.b { c }
import d.e { f }

role r

role s
plan p() {
  let a = 1

  let b = 2
}
`);
});

test("comments stay where they are", () => {
  check(`
// first
module m // a
/* block */
role r /* inside */ trust high // end
plan p() { // opens
    // own line
  step a = t( // hangs
  x, /* y */ z)
        // before the brace
} // closes
// last
▼
// first
module m  // a

/* block */
role r /* inside */ trust high  // end
plan p() {  // opens
  // own line
  step a = t(  // hangs
    x, /* y */ z)
  // before the brace
}  // closes
// last
`);
});

test("comments behind lines stay in their column", () => {
  check(`
module m

signal s: Int {
  fresh 30s         // one
  decay 10% per m   // two
  fuse median // three
}
▼
module m

signal s: Int {
  fresh 30s         // one
  decay 10% per m   // two
  fuse  median  // three
}
`);
});

test("signs stand as they are read", () => {
  check(`
module m
plan p() {
  let a = -1+2*-b . c ?. d
  let e = not ( f ) and [ 1 , 2 ] . at ( 0 )
  let g = x  =>  { ... x , y : 1 }
  let h = 1 .. 3
  let i = "a \${ b } c"
  let j = {}
}
type M = Map < String , [ Int ? ] > ? @ personal
guardrail g:operational blocking{ a before b }
▼
module m

plan p() {
  let a = -1 + 2 * -b.c?.d
  let e = not (f) and [1, 2].at(0)
  let g = x => { ...x, y: 1 }
  let h = 1..3
  let i = "a \${b} c"
  let j = {}
}
type M = Map<String, [Int?]>? @personal
guardrail g : operational blocking { a before b }
`);
});

test("blocks and handlers hang together", () => {
  check(`
module m
plan p()
{
  when a
  {
    step b = t()
  }
  else when c { wait 1s }
  else
  {
    fail "no"
  }
  step d = t()
  {
    retry 2
  }
  else when error == x { yield 1 }
  match e { f { wait 1s }
  else {} }
}
▼
module m

plan p() {
  when a {
    step b = t()
  } else when c { wait 1s } else {
    fail "no"
  }
  step d = t() {
    retry 2
  } else when error == x { yield 1 }
  match e {
    f { wait 1s }
    else {}
  }
}
`);
});

test("each of several handlers begins a line, unless it hangs on a brace", () => {
  check(`
module m
plan p() {
  step a = t() else when error == x { yield 1 } else u() { retry 2 } else { fail "no" }
  step b = t() {
    retry 2
  } else when error == x { yield 1 } else u() { timeout 1s
  } else { fail "no" }
  step c = t()
  else u()
  when d { step e = t() else u() else v() }
}
▼
module m

plan p() {
  step a = t()
    else when error == x { yield 1 }
    else u() { retry 2 }
    else { fail "no" }
  step b = t() {
    retry 2
  } else when error == x { yield 1 }
    else u() {
      timeout 1s
    } else { fail "no" }
  step c = t()
    else u()
  when d {
    step e = t()
      else u()
      else v()
  }
}
`);
});

test("text on several lines is left as it is", () => {
  check(`
module m
llm l() -> String {
  prompt """
      a
        b
      """
  role executor
}
▼
module m

llm l() -> String {
  prompt """
      a
        b
      """
  role   executor
}
`);
});

test("a file that does not parse is left as it is", () => {
  const text = "module m\nplan p( {";
  expect(format(read(text))).toBe(text);
});

test("an empty file stays empty", () => {
  const { source, file, comments, tokens, parenthesised } = read("");
  expect(format({ source, file, comments, tokens, parenthesised, diagnostics: [] })).toBe("");
});

test("a conditional value keeps its lines", () => {
  check(`
module m
plan p(n: Int) {
  let size =
    if n > 100 then
    1
    else if n > 10 then 2
    else
      n + 3
  let x = if (n > 100) then
    (n + 1)
  else 2
  step a = t(
  if size > 1 then 4
    else 5
  )
  let r = {
    a:
      if n > 3 then 1
      else if n > 2 then
        5
      else 2,
  }
}
▼
module m

plan p(n: Int) {
  let size =
      if n > 100 then
        1
      else if n > 10 then 2
      else
        n + 3
  let x = if (n > 100) then
        (n + 1)
      else 2
  step a = t(
    if size > 1 then 4
    else 5
  )
  let r = {
    a: if n > 3 then 1
       else if n > 2 then
         5
       else 2,
  }
}
`);
});
