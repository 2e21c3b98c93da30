import { useState } from "react";
import { RunStatus } from "../../parts/badge.tsx";
import type { RunSpan } from "../../server/types.ts";
import { hrefOf } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { limitText } from "../../words/money.ts";
import { shortId, shortName } from "../../words/names.ts";
import { durationText, roughText } from "../../words/time.ts";
import { type Axis, futureOf, placeOf, type Tick, ticksOf } from "./axis.ts";

const words = texts.timeline;

/** Names at the left, which stay; bars at the right, which scroll together. A run opens to its steps. */
export function Lanes({ runs, axis, now }: LanesProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (run: string): void => {
    const next = new Set(open);
    if (!next.delete(run)) next.add(run);
    setOpen(next);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by itself, with the keyboard too
    <section className="lanes" tabIndex={0} aria-label={words.lanes}>
      <div className="lanes-inner" style={{ width: `calc(var(--lane-names) + ${axis.width}px + 1rem)` }}>
        <Scale axis={axis} />
        <ul>
          {runs.map((one) => {
            const { run } = one.summary;
            const isOpen = open.has(run);
            return (
              <li key={run}>
                <div className="lane">
                  <Name of={one} isOpen={isOpen} toggle={() => toggle(run)} />
                  <RunTrack of={one} axis={axis} now={now} />
                </div>
                {isOpen && <Steps of={one} axis={axis} now={now} />}
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

interface LanesProps {
  readonly runs: readonly RunSpan[];
  readonly axis: Axis;
  readonly now: number;
}

function Name({
  of: { summary, ended },
  isOpen,
  toggle,
}: {
  of: RunSpan;
  isOpen: boolean;
  toggle: () => void;
}) {
  const { run, entry, status, paused, started, remaining } = summary;
  return (
    <div className="lane-name">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={words.steps(shortName(entry), shortId(run))}
        onClick={toggle}
      >
        {isOpen ? "▾" : "▸"}
      </button>
      <div>
        <a href={hrefOf(["runs", run])} title={`${entry}, ${run}`}>
          {shortName(entry)}
        </a>{" "}
        <span className="quiet small mono">{shortId(run)}</span>
        <div className="row small quiet">
          <RunStatus status={paused ? "paused" : status} />
          {ended !== undefined && durationText(ended - started)}
          {ended === undefined &&
            remaining !== undefined &&
            words.left(limitText(remaining.time, durationText), remaining.whole)}
        </div>
      </div>
    </div>
  );
}

function RunTrack({ of: { summary, ended, steps }, axis, now }: { of: RunSpan } & Omit<LanesProps, "runs">) {
  const until = ended ?? now;
  const [latest] = ended === undefined ? futureOf(summary, now) : [];
  return (
    <div
      className={`track is-${summary.status}`}
      role="img"
      aria-label={words.track(steps.length, durationText(until - summary.started))}
    >
      <Folds axis={axis} />
      <Bar kind="run" from={summary.started} to={until} axis={axis} title="" />
      {latest !== undefined && (
        <Bar
          kind="future"
          from={now}
          to={latest}
          axis={axis}
          title={words.left(durationText(latest - now), summary.remaining?.whole ?? false)}
        />
      )}
      {steps.map((step) => (
        <Bar
          key={`${step.step} ${step.began}`}
          kind={kindOf(step.status)}
          from={step.began}
          to={step.ended ?? until}
          axis={axis}
          title={words.step(step.step, durationText((step.ended ?? until) - step.began))}
        />
      ))}
    </div>
  );
}

function Steps({ of: { summary, ended, steps }, axis, now }: { of: RunSpan } & Omit<LanesProps, "runs">) {
  const until = ended ?? now;
  return (
    <ul aria-label={words.steps(shortName(summary.entry), shortId(summary.run))}>
      {steps.length === 0 && <li className="lane-name quiet small">{texts.run.steps.empty}</li>}
      {steps.map((step) => (
        <li key={`${step.step} ${step.began}`} className="lane is-step">
          <div className="lane-name small">
            <a href={hrefOf(["runs", summary.run], { step: step.step })}>{step.step}</a>
            <span className="quiet">{durationText((step.ended ?? until) - step.began)}</span>
          </div>
          <div className="track" aria-hidden="true">
            <Folds axis={axis} />
            <Bar kind={kindOf(step.status)} from={step.began} to={step.ended ?? until} axis={axis} title="" />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Waiting never looks like running. */
function kindOf(status: string): string {
  if (status === "completed" || status === "failed" || status === "waiting") return status;
  return status === "running" || status === "active"
    ? "active"
    : status === "in doubt"
      ? "attention"
      : "other";
}

function Bar({ kind, from, to, axis, title }: BarProps) {
  const left = placeOf(axis, from);
  const width = Math.max(3, placeOf(axis, to) - left);
  return (
    <span className={`bar is-${kind}`} style={{ left, width }} title={title === "" ? undefined : title} />
  );
}

interface BarProps {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly axis: Axis;
  readonly title: string;
}

function Folds({ axis }: { axis: Axis }) {
  return axis.stretches.map(({ isFolded, left, right, from }) =>
    isFolded ? <span key={from} className="fold" style={{ left, width: right - left }} /> : null,
  );
}

function Scale({ axis }: { axis: Axis }) {
  return (
    <div className="lane is-scale" aria-hidden="true">
      <div className="lane-name quiet small">{dayText(axis.from)}</div>
      <div className="track">
        {ticksOf(axis, 90).map((tick) => (
          <span key={tick.at} className="tick-mark" style={{ left: tick.left }}>
            {tickText(tick)}
          </span>
        ))}
        {axis.stretches.map(({ isFolded, left, right, from, to }) =>
          isFolded ? (
            <span
              key={from}
              className="fold-mark"
              style={{ left, width: right - left }}
              title={words.nothing}
            >
              {roughText(to - from)}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
}

function dayText(at: number): string {
  return new Date(at).toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
}

/** Only as exact as the ticks are apart: hours and minutes, seconds, or a part of one; days by their date. */
function tickText({ at, size }: Tick): string {
  const date = new Date(at);
  const two = (count: number): string => String(count).padStart(2, "0");
  if (size >= 86_400_000) return date.toLocaleDateString("en", { day: "numeric", month: "short" });
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (size >= 60_000) return minutes;
  const seconds = `${minutes}:${two(date.getSeconds())}`;
  return size >= 1_000 ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
