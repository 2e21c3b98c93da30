/** Capabilities that the programs of these tests call. */
export const declared = `module m
import std.people { Approval }
role keeper
human asked(n: Int) -> Approval { ask keeper  show "May it, \${n}?" }
tool look(n: Int) -> { ok: Bool } { effect pure  cost <= $0.10  latency <= 1s }
service send(n: Int) -> Approval { effect idempotent  cost <= $0.20  latency <= 1s }
service book(n: Int) -> { id: String } { effect idempotent  cost <= $1  latency <= 2s  undo unbook(id: result.id) }
service unbook(id: String) { effect idempotent  cost <= $0.50  latency <= 1s }
service note(n: Int) { effect idempotent  latency <= 1s }
signal calm: Bool { from weather.calm }
`;
