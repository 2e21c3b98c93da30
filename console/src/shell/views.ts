import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { IconName } from "../parts/icon.tsx";
import { texts } from "../texts.ts";
import type { ViewProps } from "./session.ts";

export interface View {
  /** The first part of its address; empty: home. */
  readonly name: string;
  readonly title: string;
  readonly icon: IconName;
  readonly group: "now" | "world" | "program";
  readonly component: ComponentType<ViewProps> | LazyExoticComponent<ComponentType<ViewProps>>;
}

/** Every view, in the order of the navigation. Each is loaded when it is first opened. */
export const views: readonly View[] = [
  {
    name: "",
    title: texts.home.title,
    icon: "home",
    group: "now",
    component: lazy(() => import("../views/home/home.tsx")),
  },
  {
    name: "inbox",
    title: texts.inbox.title,
    icon: "inbox",
    group: "now",
    component: lazy(() => import("../views/inbox/inbox.tsx")),
  },
  {
    name: "consents",
    title: texts.consents.title,
    icon: "consents",
    group: "now",
    component: lazy(() => import("../views/consents/consents.tsx")),
  },
  {
    name: "runs",
    title: texts.runs.title,
    icon: "runs",
    group: "now",
    component: lazy(() => import("../views/runs/runs.tsx")),
  },
  {
    name: "timeline",
    title: texts.timeline.title,
    icon: "timeline",
    group: "now",
    component: lazy(() => import("../views/timeline/timeline.tsx")),
  },
  {
    name: "installation",
    title: texts.installation.title,
    icon: "installation",
    group: "now",
    component: lazy(() => import("../views/installation/installation.tsx")),
  },
  {
    name: "events",
    title: texts.events.title,
    icon: "events",
    group: "world",
    component: lazy(() => import("../views/events/events.tsx")),
  },
  {
    name: "triggers",
    title: texts.triggers.title,
    icon: "triggers",
    group: "world",
    component: lazy(() => import("../views/triggers/triggers.tsx")),
  },
  {
    name: "resources",
    title: texts.resources.title,
    icon: "resources",
    group: "world",
    component: lazy(() => import("../views/resources/resources.tsx")),
  },
  {
    name: "nodes",
    title: texts.machines.title,
    icon: "machines",
    group: "world",
    component: lazy(() => import("../views/nodes/nodes.tsx")),
  },
  {
    name: "context",
    title: texts.context.title,
    icon: "signals",
    group: "world",
    component: lazy(() => import("../views/context/context.tsx")),
  },
  {
    name: "ask",
    title: texts.ask.title,
    icon: "ask",
    group: "program",
    component: lazy(() => import("../views/ask/ask.tsx")),
  },
  {
    name: "programs",
    title: texts.programs.title,
    icon: "programs",
    group: "program",
    component: lazy(() => import("../views/programs/programs.tsx")),
  },
  {
    name: "builder",
    title: texts.builder.title,
    icon: "builder",
    group: "program",
    component: lazy(() => import("../views/builder/builder.tsx")),
  },
  {
    name: "reports",
    title: texts.reports.title,
    icon: "reports",
    group: "program",
    component: lazy(() => import("../views/reports/reports.tsx")),
  },
];
