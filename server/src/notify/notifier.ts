import type { Json, JsonObject } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import type { EventLog } from "../event-log.ts";
import type { Feed, Frame } from "../live/feed.ts";
import type { ChannelSettings } from "../settings/channels.ts";
import { type Notification, type SendOptions, type Sent, send } from "./send.ts";

/** How a delivery stands. `dead`: it was given up, until somebody tries it again. */
type DeliveryStatus = "queued" | "delivered" | "dead";

interface Delivery {
  readonly id: string;
  readonly subscription: string;
  readonly channel: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly at: number;
  /** Why the last attempt failed. */
  readonly why?: string;
  readonly notification: Notification;
}

interface NotifierOptions extends Pick<SendOptions, "now"> {
  readonly orchestrator: Orchestrator;
  readonly events: EventLog;
  readonly feed: Feed;
  /** How long to wait after each failed attempt, ms; after the last, a delivery is dead. */
  readonly delays: readonly number[];
}

/** The notes about deliveries in the journal have this name. */
const deliveryNote = "server delivery";
/** Deliveries under way at once; the others wait. */
const sendingMax = 8;
/** One that waits longer for a receiver is not worth the place. */
const timeoutMs = 10_000;
/** Deliveries that are kept in memory; older ones are in the journal. */
const keptMax = 2_000;

/**
 * Sends alerts to channels. A delivery is in the journal before it is first tried, and again once it is over: after a crash it
 * is tried again under the same id, so a receiver may see it twice.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  #channels: Readonly<Record<string, ChannelSettings>> = {};
  #secret: SendOptions["secret"] = () => undefined;
  readonly #known = new Map<string, Delivery>();
  readonly #queue: string[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #unfollow: () => void;
  #next: number;
  #sending = 0;
  #isClosed = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
    for (const delivery of recorded(options.events)) this.#keep(delivery);
    for (const { id, status } of this.#known.values()) if (status === "queued") this.#queue.push(id);
    this.#next = options.feed.last("alerts") + 1;
    this.#unfollow = options.feed.follow("alerts", () => this.#look());
  }

  /** Uses these channels from now on, and goes on with what is queued. */
  use(channels: Readonly<Record<string, ChannelSettings>>, secret: SendOptions["secret"]): void {
    this.#channels = channels;
    this.#secret = secret;
    this.#work();
  }

  /** Newest first. */
  deliveries(): readonly Delivery[] {
    return [...this.#known.values()].reverse();
  }

  get channels(): Readonly<Record<string, ChannelSettings>> {
    return this.#channels;
  }

  /** Tries a dead delivery again, once under one key. `undefined`: there is no such. */
  async retry(id: string, key: string): Promise<Delivery | undefined> {
    const known = this.#known.get(id);
    if (known === undefined) return undefined;
    const step = `again ${key}`;
    const queued = { ...known, status: "queued", attempts: 0 } as const;
    if (this.#options.orchestrator.hasTaken(noteId(known, step))) return queued;
    if (known.status !== "dead") return known;
    await this.#note(queued, step);
    this.#queue.push(id);
    this.#work();
    return queued;
  }

  /** Sends a notification to one channel, whatever its subscriptions. */
  async test(channel: string, id: string): Promise<Sent> {
    const settings = this.#channels[channel];
    if (settings === undefined) return { ok: false, why: "there is no such channel" };
    return await this.#send(settings, { id, at: this.#options.now(), kind: "test", data: {} });
  }

  close(): void {
    this.#isClosed = true;
    this.#unfollow();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #look(): void {
    const { feed, orchestrator } = this.#options;
    for (; this.#next <= feed.last("alerts"); this.#next++) {
      const frame = feed.at("alerts", this.#next);
      if (frame === undefined) continue;
      for (const subscription of subscriptionsOf(orchestrator))
        if (wants(subscription, frame)) void this.#queued(subscription.id, subscription.channel, frame);
    }
  }

  async #queued(subscription: string, channel: string, frame: Frame): Promise<void> {
    const { at, kind, entry, data } = frame;
    const id = `${subscription}-${at}-${frame.seq}`;
    const workflow = entry === undefined ? {} : { workflow: entry };
    const notification = { id, at, kind, ...workflow, data };
    const delivery = { id, subscription, channel, status: "queued", attempts: 0, at, notification } as const;
    await this.#note(delivery, "queued");
    this.#queue.push(id);
    this.#work();
  }

  #work(): void {
    while (!this.#isClosed && this.#sending < sendingMax) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      this.#sending += 1;
      void this.#attempt(id).finally(() => {
        this.#sending -= 1;
        this.#work();
      });
    }
  }

  async #attempt(id: string): Promise<void> {
    const { delays, now } = this.#options;
    const delivery = this.#known.get(id);
    if (delivery === undefined || delivery.status !== "queued") return;
    const channel = this.#channels[delivery.channel];
    const sent: Sent =
      channel === undefined
        ? { ok: false, why: "there is no such channel any more", forGood: true }
        : await this.#send(channel, delivery.notification);
    if (this.#isClosed) return;
    const attempts = delivery.attempts + 1;
    if (sent.ok) return await this.#note({ ...delivery, status: "delivered", attempts }, "delivered");
    const delay = sent.forGood === true ? undefined : delays[attempts - 1];
    const details = { ...delivery, attempts, why: sent.why };
    if (delay === undefined) return await this.#note({ ...details, status: "dead" }, `dead ${now()}`);
    this.#keep(details);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#queue.push(id);
      this.#work();
    }, delay);
    timer.unref();
    this.#timers.add(timer);
  }

  async #send(channel: ChannelSettings, what: Notification): Promise<Sent> {
    return await send(channel, what, { now: this.#options.now, secret: this.#secret, timeoutMs });
  }

  async #note(delivery: Delivery, step: string): Promise<void> {
    this.#keep(delivery);
    const fields = { ...delivery, notification: { ...delivery.notification } } as unknown as JsonObject;
    await this.#options.orchestrator.note(deliveryNote, fields, noteId(delivery, step));
  }

  #keep(delivery: Delivery): void {
    this.#known.set(delivery.id, delivery);
    if (this.#known.size <= keptMax) return;
    const over = [...this.#known.values()].find(({ status }) => status !== "queued");
    if (over !== undefined) this.#known.delete(over.id);
  }
}

function noteId({ id }: Delivery, step: string): string {
  return `delivery ${id} ${step}`;
}

/** Deliveries as the journal has them, each as it stood last. */
function recorded(events: EventLog): readonly Delivery[] {
  const deliveries = new Map<string, Delivery>();
  for (const { event } of events.decisions())
    if (event.t === "Noted" && event.about === deliveryNote) {
      const delivery = event.fields as unknown as Delivery;
      deliveries.set(delivery.id, delivery);
    }
  return [...deliveries.values()];
}

/** A subscription of a channel to alerts. */
export interface Subscription {
  readonly id: string;
  /** The name of a channel of the settings file. */
  readonly channel: string;
  /** Left out: all. */
  readonly kinds?: readonly string[];
  /** Qualified names of the plans it is about; left out: all. */
  readonly plans?: readonly string[];
}

/** The setting that has all subscriptions, so that who has changed them and why is in the journal. */
export const subscriptionsSetting = "server subscriptions";

export function subscriptionsOf(orchestrator: Orchestrator): readonly Subscription[] {
  const setting = orchestrator.settings().find(({ name }) => name === subscriptionsSetting);
  const value: Json | undefined = setting?.versions.at(-1)?.value;
  return Array.isArray(value) ? (value as unknown as readonly Subscription[]) : [];
}

export function versionOfSubscriptions(orchestrator: Orchestrator): number {
  return (
    orchestrator
      .settings()
      .find(({ name }) => name === subscriptionsSetting)
      ?.versions.at(-1)?.seq ?? 0
  );
}

function wants({ kinds, plans }: Subscription, { kind, entry }: Pick<Frame, "kind" | "entry">): boolean {
  if (kinds !== undefined && !kinds.includes(kind)) return false;
  return plans === undefined || (entry !== undefined && plans.includes(entry));
}
