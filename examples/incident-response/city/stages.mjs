import { ofControl } from "./journal.ts";

/**
 * How one event went through the city, in nine stages, each read off the journal: an occurrence, the fusion that it is
 * part of, the run that this starts, and what that run asked for, was given, did and told.
 */
export function stagesOf(events, source, { event: name, id: [field, value] }) {
  const control = ofControl(events);
  const told = source
    .map((line) => JSON.parse(line))
    .find((one) => one.event === name && one.fields[field] === value);
  const occurred = control.find(
    ({ t, event, fields }) => t === "Occurred" && event.endsWith(`.${name}`) && fields[field] === value,
  );
  const fused = control.find(({ t, of }) => t === "Fused" && of.some(({ id }) => id === occurred.id));
  const fired = control.find(
    ({ t, request }) => t === "Fired" && request.endsWith(` ${(fused ?? occurred).id}`),
  );
  const run = events.filter(({ stream }) => stream === `run/${fired.run}`);
  const all = (kind) => run.flatMap(({ event }) => (event.t === kind ? [event] : []));
  const began = all("Began");
  const given = all("Told").filter(({ say }) => say.members !== undefined);
  const sent = began.filter(({ capability }) => /\.dispatch_/.test(capability));
  const audited = began.find(({ capability }) => capability.endsWith(".write_audit"));
  const board = control.find(({ t, args }) => t === "Fired" && args?.run === fired.run);
  const checks = began.flatMap((one) => one.checks);
  const rules = new Set(checks.flatMap(({ check }) => /^policy (\S+)/.exec(check)?.[1] ?? []));
  const denied = checks.filter(({ holds }) => holds !== true).length;
  const changed = Object.entries(told.fields).filter(
    ([key, raw]) => raw !== occurred.fields[key] && typeof raw !== "object",
  );
  const ended = all("Ended");
  return [
    ["ingested", occurred.at, `${name} ${value}, from ${told.from}, made at ${told.at.slice(11, 19)}`],
    [
      "normalised",
      (fused ?? occurred).at,
      [
        ...changed.map(([key, raw]) => `${key} "${raw}" is ${occurred.fields[key]}`),
        ...(fused === undefined
          ? []
          : [
              `with ${fused.of.length - 1} other it makes ${short(fused.fusion)}, certainty ${fused.fields.certainty}`,
            ]),
      ].join("; "),
    ],
    ["trigger matched", fired.at, `${short(fired.trigger)} starts ${short(fired.target)}`],
    [
      "policy checked",
      began[0].at,
      `${checks.length} checks before ${began.length} actions, ${denied} not met; policies: ${[...rules].map(short).join(", ")}`,
    ],
    [
      "resources allocated",
      given[0].at,
      given
        .map(({ say }) => `${say.members.map(({ id }) => id).join(", ")} (${say.placed.because})`)
        .join("; "),
    ],
    [
      "executed",
      ended[0].at,
      `${ended.length} calls ended, ${ended.filter(({ outcome }) => "ok" in outcome).length} of them well`,
    ],
    ["dispatched", sent[0].at, sent.map(({ capability }) => short(capability)).join(", ")],
    ["status broadcast", board.at, `the supervisor is told; the board shows ${board.args.outcome}`],
    [
      "audited",
      audited.at,
      `write_audit says ${audited.args.outcome}; ${run.length} events, each with the hash of the one before`,
    ],
  ].map(([stage, at, says]) => ({ stage, time: new Date(at).toISOString().slice(11, 19), says }));
}

const short = (name) => name.slice(name.lastIndexOf(".") + 1);
