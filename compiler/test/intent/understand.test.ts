import { expect, test } from "vitest";
import { asking, told } from "./asked.ts";

const house = `
module house
type Room = living_room | hall | guestRoom
type Mood = cosy | bright
goal movie_night(zone: Room, mood: Mood = cosy) -> { ok: Bool } {
  intent "movie night in the \${zone}", "a \${mood} movie night in the \${zone}", "set up a film evening"
}
goal warm(room: Room, to: Temperature) -> { ok: Bool } { intent "warm the \${room} to \${to}" }
goal wake(at: TimeOfDay) -> { ok: Bool } { intent "wake me at \${at}" }
goal nap(lasting: Duration) -> { ok: Bool } { intent "let me sleep for \${lasting}" }
goal pay(amount: Money, to: String) -> { ok: Bool } { intent "pay \${amount} to \${to}" }
goal play(what: String) -> { ok: Bool } { intent "play \${what}" }
goal quiz() -> { ok: Bool } { intent "play the quiz" }
goal dim(level: Ratio in 0%..50%) -> { ok: Bool } { intent "dim the lights to \${level}" }
goal book(day: Date, seats: Int in 1..9) -> { ok: Bool } { intent "book \${seats} seats on \${day}" }
goal lights(rooms: [Room]) -> { ok: Bool } { intent "lights on in \${rooms}" }
goal mail(to: Email) -> { ok: Bool } { intent "write to \${to}" }
goal call(at: Instant) -> { ok: Bool } { intent "ring at \${at}" }
goal fan(on: Bool?) -> { ok: Bool } { intent "switch the fan \${on}" }
`;
const ask = asking(house);

test.each([
  ["movie night in the living room", 'movie_night {"zone":"living_room"}'],
  ["Movie night, in the LIVING_ROOM!", 'movie_night {"zone":"living_room"}'],
  ["movie night in living room", 'movie_night {"zone":"living_room"}'],
  ["Could you please have a movie night in the guest room?", 'movie_night {"zone":"guestRoom"}'],
  ["a bright movie night in the hall", 'movie_night {"mood":"bright","zone":"hall"}'],
  ["warm the hall to 21.5 °C", 'warm {"room":"hall","to":294.65}'],
  ["warm the hall to 70F", 'warm {"room":"hall","to":294.2611111111111}'],
  ["wake me at 7:30 pm", 'wake {"at":"19:30:00"}'],
  ["wake me at 07:30", 'wake {"at":"07:30:00"}'],
  ["let me sleep for 1 hour and 30 minutes", 'nap {"lasting":5400000}'],
  ["let me sleep for 90s", 'nap {"lasting":90000}'],
  ["let me sleep for two hours", 'nap {"lasting":7200000}'],
  ["pay $12.50 to Ada Lovelace", 'pay {"amount":{"amount":"12.5","currency":"USD"},"to":"Ada Lovelace"}'],
  ["pay 1,000 usd to the Bank", 'pay {"amount":{"amount":"1000","currency":"USD"},"to":"the Bank"}'],
  ["dim the lights to 40%", 'dim {"level":0.4}'],
  ["book two seats on 2026-12-24", 'book {"seats":2,"day":"2026-12-24"}'],
  ["lights on in hall, living room and guest room", 'lights {"rooms":["hall","living_room","guestRoom"]}'],
  ["write to ada@example.com", 'mail {"to":"ada@example.com"}'],
  ["ring at 2026-12-01T10:00:00+01:00", 'call {"at":"2026-12-01T10:00:00+01:00"}'],
  ["switch the fan off", 'fan {"on":false}'],
  ["play Don't Stop Me Now", `play {"what":"Don't Stop Me Now"}`],
])("%s", (sentence, meant) => {
  expect(told(ask(sentence))).toBe(meant);
});

test("a phrase that has the words itself wins over one that takes them as a string", () => {
  expect(told(ask("play the quiz"))).toBe("quiz {}");
});

test.each([
  ["movie night in the garage", '? movie_night {} zone≠"garage" of living_room|hall|guestRoom'],
  ["set up a film evening", "? movie_night {} zone of living_room|hall|guestRoom"],
  ["book 12 seats on 2026-12-24", '? book {"day":"2026-12-24"} seats≠"12"'],
  ["book 2 seats on 2026-02-30", '? book {"seats":2} day≠"2026-02-30"'],
  ["dim the lights to 80%", '? dim {} level≠"80%"'],
  ["pay €5 to Ada", '? pay {"to":"Ada"} amount≠"€5"'],
  ["wake me at 8", '? wake {} at≠"8"'],
  ["warm the hall to 3 kg", '? warm {"room":"hall"} to≠"3 kg"'],
])("what is no value of its type is asked for: %s", (sentence, meant) => {
  expect(told(ask(sentence)).split("\n")[0]).toBe(meant);
});

test.each([
  "don't wake me at 07:30",
  "cancel the movie night in the hall",
  "movie night in the hall, not now",
  "never dim the lights to 40%",
])("words that no phrase has are never passed over: %s", (sentence) => {
  expect(ask(sentence).kind).toBe("unsure");
});

test("an intent in no known words: nothing is alike", () => {
  for (const sentence of ["", "  ?!", "feed the cat", "in the", "constructor __proto__"]) {
    expect(ask(sentence)).toEqual({ kind: "nothing" });
  }
});

test("two goals that are asked for alike are both proposed, and three at most", () => {
  const same = asking(
    `module m\n${["a", "b", "c", "d"].map((name) => `goal ${name}() -> { ok: Bool } { intent "tidy up" }`).join("\n")}`,
  );
  expect(told(same("tidy up"))).toBe("? a {}\n? b {}\n? c {}");
});

test("a parameter that stands twice and is given two values is asked for", () => {
  const both = asking(`module m\ngoal g(n: Int) -> { ok: Bool } { intent "from \${n} back to \${n}" }`);
  expect(told(both("from 3 back to 3"))).toBe('g {"n":3}');
  expect(told(both("from 3 back to 4"))).toBe('? g {} n≠"4"');
});

test("what is said at more length than anybody asks for is never sure", () => {
  expect(ask(`play ${"la ".repeat(60)}`).kind).toBe("goal");
  expect(ask(`play ${"la ".repeat(70)}`).kind).toBe("unsure");
});
