import { canadianPostalCode, provinceCode } from "../../../domain/canadian-address.ts";
import { OpsError } from "../../../domain/errors.ts";
import { phoneNumber } from "../../../domain/phone.ts";
import { cleanText, lengthOf } from "../../../domain/text-fit.ts";
import type { SenderSettings } from "../../../platform/config/config.ts";
import { CITY_LIMIT, LINE_LIMIT } from "./destination.ts";

/** Where the parcel comes from, every text within its limit. */
export interface Sender {
  name: string | null;
  company: string;
  phone: string;
  line1: string;
  line2: string | null;
  city: string;
  province: string;
  postalCode: string;
}

/** @throws `bad_settings` naming the setting, its value and what is allowed. */
export function senderOf(sender: SenderSettings): Sender {
  return {
    name: sender.name === null ? null : fit("name", sender.name, LINE_LIMIT),
    company: fit("company", sender.company, LINE_LIMIT),
    phone: phoneNumber(sender.phone) ?? wrong("phone", sender.phone, "a telephone number"),
    line1: fit("address_line_1", sender.addressLine1, LINE_LIMIT),
    line2: sender.addressLine2 === null ? null : fit("address_line_2", sender.addressLine2, LINE_LIMIT),
    city: fit("city", sender.city, CITY_LIMIT),
    province: provinceCode(sender.province) ?? wrong("province", sender.province, "a province of Canada"),
    postalCode:
      canadianPostalCode(sender.postalCode) ??
      wrong("postal_code", sender.postalCode, "a postal code such as A9A 9A9"),
  };
}

function fit(field: string, value: string, limit: number): string {
  const text = cleanText(value);
  const length = lengthOf(text);
  return length >= 1 && length <= limit ? text : wrong(field, value, `1 to ${limit} characters`);
}

function wrong(field: string, value: string, limit: string): never {
  throw new OpsError("bad_settings", `sender.${field} is "${value}": ${limit} is needed.`, {
    facts: { field: `sender.${field}`, value, limit },
  });
}
