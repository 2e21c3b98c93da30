import { useCallback, useState } from "react";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { useNow } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import type { RunSpans, Workflow } from "../../server/types.ts";
import { useRead } from "../../server/use-read.ts";
import { amend, type Place } from "../../shell/place.ts";
import type { ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import { shortName } from "../../words/names.ts";
import { axisOf, futureOf } from "./axis.ts";
import { Lanes } from "./lanes.tsx";
import "./timeline.css";

const words = texts.timeline;
const zooms = [1, 2, 4, 8, 16, 32] as const;
/** The names at the left and the edges, in pixels: the rest of the page is for the axis. */
const besideAxis = 260;
const leastWidth = 320;
const limit = 25;

/** Runs under each other on one axis of time. */
export default function Timeline({ place }: ViewProps) {
  const { query } = place;
  const asked = new URLSearchParams({
    limit: String(limit),
    ...(query.status ? { status: query.status } : {}),
    ...(query.workflow ? { workflow: query.workflow } : {}),
    ...(query.cursor ? { cursor: query.cursor } : {}),
  });
  const loaded = useRead<RunSpans>(`/runs/spans?${asked}`, ({ channel }) => channel === "workflow-status");
  const [zoom, setZoom] = useState(0);
  const isFolding = query.fold !== "no";
  const [space, setSpace] = useState(besideAxis + 700);
  const measured = useCallback((element: HTMLDivElement | null) => {
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSpace(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const width = Math.max(leastWidth, space - besideAxis) * (zooms[zoom] ?? 1);
  return (
    <Page
      title={words.title}
      lead={
        loaded.value === undefined ? texts.loading : words.lead(loaded.value.runs.length, loaded.value.total)
      }
    >
      <Controls place={place} zoom={zoom} setZoom={setZoom} isFolding={isFolding} />
      <div ref={measured} className="stack">
        <Loaded of={loaded}>
          {(spans) =>
            spans.runs.length === 0 ? (
              <Empty title={texts.runs.empty}>{texts.runs.emptyHint}</Empty>
            ) : (
              <Chart spans={spans} width={width} isFolding={isFolding} place={place} />
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}

function Controls({ place, zoom, setZoom, isFolding }: ControlsProps) {
  const { value } = useRead<{ readonly workflows: readonly Workflow[] }>("/workflows", () => false);
  return (
    <section className="row no-print" aria-label={words.controls}>
      <select
        className="is-narrow"
        aria-label={texts.runs.workflow}
        value={place.query.workflow ?? ""}
        onChange={({ target }) => amend(place, { workflow: target.value, cursor: undefined })}
      >
        <option value="">{texts.runs.anyWorkflow}</option>
        {value?.workflows.map(({ name }) => (
          <option key={name} value={name}>
            {shortName(name)}
          </option>
        ))}
      </select>
      <fieldset className="row">
        <legend className="visually-hidden">{words.zoom}</legend>
        <button
          type="button"
          className="button is-small"
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        >
          {words.wider}
        </button>
        <button
          type="button"
          className="button is-small"
          disabled={zoom === zooms.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          {words.closer}
        </button>
        <span className="small quiet figure" role="status">
          {words.times(zooms[zoom] ?? 1)}
        </span>
      </fieldset>
      <label className="row small">
        <input
          type="checkbox"
          checked={isFolding}
          onChange={({ target }) => amend(place, { fold: target.checked ? undefined : "no" })}
        />
        {words.fold}
      </label>
    </section>
  );
}

interface ControlsProps {
  readonly place: Place;
  readonly zoom: number;
  setZoom(zoom: number): void;
  readonly isFolding: boolean;
}

function Chart({ spans, width, isFolding, place }: ChartProps) {
  const now = useNow();
  const { runs, next } = spans;
  const isOpen = runs.some(({ ended }) => ended === undefined);
  const instants = runs.flatMap(({ summary, ended, steps }) => [
    summary.started,
    ...(ended === undefined ? futureOf(summary, now) : [ended]),
    ...steps.flatMap(({ began, ended: over }) => (over === undefined ? [began] : [began, over])),
  ]);
  const axis = axisOf(isOpen ? [...instants, now] : instants, { width, isFolding });
  return (
    <>
      <Lanes runs={runs} axis={axis} now={now} />
      <div className="row">
        {place.query.cursor && (
          <button
            type="button"
            className="button is-small"
            onClick={() => amend(place, { cursor: undefined })}
          >
            {words.newest}
          </button>
        )}
        {next !== undefined && (
          <button type="button" className="button is-small" onClick={() => amend(place, { cursor: next })}>
            {words.older}
          </button>
        )}
      </div>
    </>
  );
}

interface ChartProps {
  readonly spans: RunSpans;
  readonly width: number;
  readonly isFolding: boolean;
  readonly place: Place;
}
