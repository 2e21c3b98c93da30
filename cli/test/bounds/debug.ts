import { compile } from "@orchlang/compiler";
import { createFileHost } from "../../src/project/host.ts";
import { adversities, inputs, played, playedWell } from "./run.ts";
import { drawnProgram, everyKind } from "./program.ts";
const [seed, name, at, part] = process.argv.slice(2);
const kinds = part ? { ...everyKind, people: true, timers: false, holds: false } : everyKind;
const text = drawnProgram(Number(seed), kinds);
const host = createFileHost({ read: (p) => (p === "m.orch" ? { text } : { fault: "missing", message: "" }), list: () => [] });
const file = compile({ files: ["m.orch"], root: "." }, host).plan("m.p")!;
const adv = adversities.find((a) => a.name === name);
const input = inputs[Number(at)]!;
const run = adv === undefined ? playedWell(file, input) : played(file, input, part ? { ...adv, silent: 0 } : adv, Number(seed) * (part ? 37 : 31) + Number(at), part as never);
for (const [id, r] of Object.entries(file.plan.routines)) console.log(id, JSON.stringify({ c: r.bounds.cost, l: r.bounds.latency, e: r.bounds.energy }));
console.log(JSON.stringify(file.plan.bounds));
const t0 = run.run.started;
for (const e of run.run.events) { const x = e as any; console.log(x.at - t0, e.t, x.key?.slice(0, 6) ?? x.intent?.key.slice(0, 6) ?? "", x.intent ? `${x.intent.call.routine}/${x.intent.call.node}/${x.intent.call.slot}` : "", x.attempt ?? "", x.dispatch ?? "", x.why ? JSON.stringify(x.why) : "", x.status ?? "", x.standing ?? "", x.outcome ? JSON.stringify(x.outcome).slice(0, 80) : "", x.ask?.ask ?? "", x.say?.say ?? "", x.failure ? x.failure.class + " " + x.failure.message : ""); }
console.log(run.took, run.cents, run.energy, run.tokens, run.status);
