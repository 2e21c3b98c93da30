/** Orders by keys, the greatest first, those that are the same as the text has them. */
export class Order {
  readonly #indices: Int32Array;
  readonly #places: Int32Array;

  constructor({ length }: Float64Array) {
    this.#indices = Int32Array.from({ length }, (_, index) => index);
    this.#places = new Int32Array(length);
  }

  sorted(keys: Float64Array): Int32Array {
    return this.#indices.sort((one, other) => (keys[other] ?? 0) - (keys[one] ?? 0) || one - other);
  }

  by(keys: Float64Array): Int32Array {
    for (const [place, index] of this.sorted(keys).entries()) this.#places[index] = place;
    return this.#places;
  }
}
