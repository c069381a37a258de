import type { ErrorCode } from "../../domain/error-codes.ts";

/**
 * What a code means for the call that got it.
 * `duplicate`: the request key was used before. `uncertain`: something may have been made all the same. `absent`: there
 * is nothing of what was asked for.
 */
export type CodeClass =
  | "absent"
  | "duplicate"
  | "uncertain"
  | "credentials"
  | "permission"
  | "account"
  | "payment"
  | "data";

/** The classes that are errors of this product by themselves. */
type DefiniteClass = Exclude<CodeClass, "duplicate" | "uncertain" | "absent">;

interface CarrierCode {
  class: CodeClass;
  meaning: string;
}

/** Codes of Canada Post's message table. One that is not here is refused by its HTTP status alone. */
export const CARRIER_CODES: Readonly<Record<string, CarrierCode>> = {
  E002: { class: "credentials", meaning: "user or password is wrong" },
  AA001: { class: "credentials", meaning: "the API key is deactivated" },
  AA002: { class: "credentials", meaning: "the API key belongs to the other environment" },
  AA003: { class: "account", meaning: "the API key does not fit the customer number" },
  AA004: { class: "account", meaning: "mailing on behalf of this customer is not allowed" },
  AA005: { class: "permission", meaning: "the platform id is missing" },
  AA006: { class: "permission", meaning: "the platform is not authorised" },
  AA007: { class: "permission", meaning: "the platform is not active" },
  AA008: { class: "permission", meaning: "the platform is not authorised by the customer" },
  AA009: { class: "permission", meaning: "the key is of the wrong type" },
  AA010: { class: "permission", meaning: "platform ids of header and address differ" },

  "1702": { class: "account", meaning: "contract and mailed-on-behalf-of customer do not match" },
  "2506": { class: "account", meaning: "a contract number is needed" },
  "2550": { class: "account", meaning: "the contract cannot be rated" },
  "2553": { class: "account", meaning: "the contract cannot be rated" },
  "7289": { class: "account", meaning: "the service is not part of this contract" },
  "9173": { class: "account", meaning: "a commercial customer must ship by contract" },

  "1162": { class: "payment", meaning: "the card or account was not authorised" },
  "1182": { class: "payment", meaning: "the card or account was not authorised" },
  "1185": { class: "payment", meaning: "the card or account was not authorised" },
  "1653": { class: "payment", meaning: "the account is not available" },
  "1711": { class: "payment", meaning: "the means of payment is not accepted" },
  "9174": { class: "payment", meaning: "the online profile has no default card" },

  "1151": { class: "data", meaning: "customs description" },
  "1156": { class: "data", meaning: "address line 1" },
  "1157": { class: "data", meaning: "city" },
  "1159": { class: "data", meaning: "province or state" },
  "1164": { class: "data", meaning: "collect on delivery lacks its qualifier" },
  "1459": { class: "data", meaning: "reason for export" },
  "1622": { class: "data", meaning: "the mailing date is past" },
  "1719": { class: "data", meaning: "coverage over the value allowed" },
  "2500": { class: "data", meaning: "rating input" },
  "2695": { class: "data", meaning: "telephone number" },
  "2700": { class: "data", meaning: "the items weigh more than the parcel" },
  "7042": { class: "data", meaning: "ZIP" },
  "7230": { class: "data", meaning: "shipment rules" },
  "7282": { class: "data", meaning: "name or company is needed" },
  "7285": { class: "data", meaning: "shipment rules" },
  "7311": { class: "data", meaning: "request id, transmit or payment rules" },
  "7312": { class: "data", meaning: "request id, transmit or payment rules" },
  "7313": { class: "data", meaning: "request id, transmit or payment rules" },
  "7315": { class: "data", meaning: "a request id is needed with pre-authorised payment" },
  "7316": { class: "data", meaning: "request id, transmit or payment rules" },
  "7317": { class: "data", meaning: "request id, transmit or payment rules" },
  "7322": { class: "data", meaning: "request id, transmit or payment rules" },
  "8048": { class: "data", meaning: "the return address must be Canadian" },
  "8534": { class: "data", meaning: "destination country" },
  "8716": { class: "data", meaning: "non-delivery handling is needed" },
  "9111": { class: "data", meaning: "no service takes this parcel" },
  "9162": { class: "data", meaning: "dimensions are needed" },
  "9191": { class: "data", meaning: "ZPL needs 4x6" },
  "9196": { class: "data", meaning: "search by dates or by number, not both" },
  "9208": { class: "data", meaning: "public labels are 8.5x11 PDF" },
  "10028": { class: "data", meaning: "service" },
  "10033": { class: "data", meaning: "country" },

  "7314": { class: "duplicate", meaning: "the request id was used before" },

  "004": { class: "absent", meaning: "no history for this number" },

  // The shipment may stand although its document or its transmission failed.
  "9150": { class: "uncertain", meaning: "the label could not be drawn" },
  "9151": { class: "uncertain", meaning: "the label could not be drawn" },
  "9153": { class: "uncertain", meaning: "still being made" },
  "9154": { class: "uncertain", meaning: "transmission failed, often because of the card" },
  "9155": { class: "uncertain", meaning: "the label could not be drawn" },
};

/** Strongest first: what one answer with several codes is taken for. */
export const CLASS_ORDER: readonly CodeClass[] = [
  "duplicate",
  "uncertain",
  "absent",
  "credentials",
  "permission",
  "account",
  "payment",
  "data",
];

export const ERROR_OF_CLASS: Readonly<Record<DefiniteClass, ErrorCode>> = {
  credentials: "credentials_rejected",
  permission: "operation_forbidden",
  account: "carrier_account",
  payment: "payment_refused",
  data: "carrier_rejected",
};

/** Too many requests. The carrier has no code for it, only these words. */
export const THROTTLE_TEXT = /Rejected by SLM Monitor/i;

/** The request broke the schema. It comes with status 500 and the code `Server`: the words are all there is. */
export const SCHEMA_TEXT = /\bcvc-|is not a valid instance/i;

/** How long a throttle group stays shut when the carrier does not say: its window. */
export const THROTTLE_WINDOW_MS = 60_000;
