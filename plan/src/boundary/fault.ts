/** One thing wrong with a value that came from outside. */
export interface Fault {
  /** JSON Pointer, `/product/price`; the whole value is the empty text. */
  readonly path: string;
  /** As a person writes it: `product.price`, `contacts[3].address`. */
  readonly at: string;
  /** In words, without the place: "a Money is `{ amount, currency }`, got text". */
  readonly says: string;
}
