/** The program's types, as they look to a handler. */

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
}

export type Tone = "offer" | "news";
export type Look = "light" | "dark";

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly country: string;
}

/** `body` is HTML in which `{{name}}` stands for whoever it is sent to. */
export interface Letter {
  readonly id: string;
  readonly subject: string;
  readonly body: string;
}

export interface Page {
  readonly id: string;
  readonly file: string;
}

export interface Audience {
  readonly segment: string;
  readonly customers: readonly Customer[];
}

export interface Mailing {
  readonly id: string;
  readonly status: "queued" | "refused";
  readonly messages: number;
}
