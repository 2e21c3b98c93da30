/* The class of each character, as a number, so that the scanner's main loop is one table lookup. */

export const blank = 1;
export const lineBreak = 2;
export const letter = 3;
export const digit = 4;
export const sign = 5;
export const quote = 6;
export const currency = 7;
export const foreign = 8;
export const unknown = 0;

/** The class of each ASCII character. */
export const classOf: Readonly<Uint8Array> = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(128);
  const assign = (characters: string, characterClass: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = characterClass;
  };
  assign(" \t\f", blank);
  assign("\n", lineBreak);
  assign("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", letter);
  assign("0123456789", digit);
  assign("()[]{},:.?-=!<>+*/|@", sign);
  assign('"', quote);
  assign("$", currency);
  return classes;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A letter of any script or an underscore. */
export function isWordStart(code: number): boolean {
  return code < 128 ? classOf[code] === letter : /^\p{XID_Start}/u.test(String.fromCodePoint(code));
}

const foreignWord = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;

/** The end of the word that begins at `start`; `start` itself if there is none. */
export function wordEnd(text: string, start: number): number {
  let end = start;
  let code = text.charCodeAt(end);
  while (code < 128 && (classOf[code] === letter || classOf[code] === digit)) code = text.charCodeAt(++end);
  // Words of other scripts are rare enough to be read again from their first letter.
  if (!(code >= 128)) return end;
  foreignWord.lastIndex = start;
  return foreignWord.test(text) ? foreignWord.lastIndex : end;
}

/** ISO 4217's code for each sign that may stand before an amount. */
export const currencyOfSign: Readonly<Record<string, string>> = {
  $: "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  "₩": "KRW",
  "₽": "RUB",
  "₺": "TRY",
  "₴": "UAH",
  "₪": "ILS",
  "₫": "VND",
  "฿": "THB",
  "₱": "PHP",
  "₦": "NGN",
  "₵": "GHS",
  "₡": "CRC",
  "₲": "PYG",
  "₸": "KZT",
};

/** ISO 4217's codes of currencies in use, which may stand behind an amount. */
export const currencyCodes: ReadonlySet<string> = new Set(
  (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF " +
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL " +
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD " +
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG " +
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD " +
    "TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
  ).split(" "),
);
