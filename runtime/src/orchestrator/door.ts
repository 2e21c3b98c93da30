import type { ControlInput } from "../kernel/control/events.ts";
import type { Instant } from "../kernel/machine.ts";
import { limits } from "../limits.ts";
import type { News, Refusal } from "../orchestrator-api.ts";
import { admittedMember } from "./admit-member.ts";
import { admittedNews, type Word } from "./admit-news.ts";
import { admittedRegistry, type LastSaid } from "./admit-registry.ts";
import { stopped } from "./answer.ts";
import type { Runs } from "./runs.ts";

/**
 * Where word of the world comes in. What does not fit, comes too often or finds too much waiting is refused to its
 * teller and counted; it is not journalled, so that a storm costs nothing but itself.
 */
export class Door {
  readonly #runs: Runs;
  readonly #refused = new Map<string, number>();
  /** How often each source has been heard in the second that began then. */
  #second = { begun: 0, heard: new Map<string, number>() };
  #waiting = 0;
  /** What each registry said last. */
  readonly #registries = new Map<string, LastSaid>();

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  /** What was refused, by why. */
  get refused(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#refused].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  async hear(news: News): Promise<{ readonly done: true } | Refusal> {
    const now = this.#runs.world.clock.now();
    const admitted = this.#crowded(news, now) ?? this.#admitted(news, now);
    if ("refused" in admitted) {
      this.#refused.set(admitted.refused, (this.#refused.get(admitted.refused) ?? 0) + 1);
      return admitted;
    }
    const words = "length" in admitted.ok ? admitted.ok : [admitted.ok];
    this.#waiting += words.length;
    const offered = words.map((word) => this.#runs.control.offer((at) => ({ ...word, at }) as ControlInput));
    const decided = await Promise.all(offered);
    this.#waiting -= words.length;
    return decided.includes("stopped") ? stopped(this.#runs) : { done: true };
  }

  #admitted(news: News, now: Instant): { readonly ok: Word | readonly Word[] } | Refusal {
    const { state } = this.#runs.control;
    if (news.tells === "member") {
      const { tells: _, ...word } = news;
      return admittedMember(state, word, now);
    }
    if (news.tells !== "registry") return admittedNews(state, news, now);
    const admitted = admittedRegistry(state, news, this.#registries.get(news.registry) ?? new Map(), now);
    if ("said" in admitted) this.#registries.set(news.registry, admitted.said);
    return admitted;
  }

  #crowded(news: News, now: Instant): Refusal | undefined {
    if (this.#waiting >= limits.newsWaitingMax) {
      return { refused: "busy", message: `${limits.newsWaitingMax} wait to be taken: try again.` };
    }
    if (now - this.#second.begun >= 1_000 || now < this.#second.begun)
      this.#second = { begun: now, heard: new Map() };
    const { heard } = this.#second;
    const source = sourceOf(news);
    const times = (heard.get(source) ?? 0) + 1;
    if (heard.size < limits.newsWaitingMax) heard.set(source, times);
    if (times <= limits.newsPerSecondMax) return undefined;
    return {
      refused: "too_often",
      message: `${source} tells more than ${limits.newsPerSecondMax} in a second.`,
    };
  }
}

function sourceOf(news: News): string {
  switch (news.tells) {
    case "reading":
      return news.name;
    case "occurrence":
      return news.event;
    case "member":
      return news.pool;
    case "registry":
      return news.registry;
    case "request":
      return news.path;
    case "pull":
      return news.trigger;
    case "withdrawal":
      return news.user;
  }
}
