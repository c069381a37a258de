import type { Delivery } from "./delivery.ts";
import { destinationRegion, isBlank, optionsOf } from "./delivery.ts";
import type { Message } from "./messages.ts";
import { broken } from "./messages.ts";
import { NON_DELIVERY, optionOf } from "./option-catalogue.ts";
import type { Service } from "./services.ts";

/** Service against destination, and the parcel against the service's limits. */
export function checkService(delivery: Delivery, service: Service | undefined): Message[] {
  const code = delivery["service-code"];
  if (!service || service.region !== destinationRegion(delivery)) {
    const description = `The service ${code} is not available for the specified country or customer/contract.`;
    return [{ code: "7289", description }];
  }
  const { weight, dimensions } = delivery["parcel-characteristics"];
  const { length, width, height } = dimensions ?? { length: 1, width: 1, height: 1 };
  const girth = 2 * (width + height);
  return broken([
    [weight * 1000 > service.maxGrams, "7230", `${code}: the weight is over ${service.maxGrams / 1000} kg.`],
    [length < Math.max(width, height), "7230", "The length must be the longest side."],
    [length > service.maxLengthCm, "7230", `${code}: a side is over ${service.maxLengthCm} cm.`],
    [
      length + girth > service.maxLengthPlusGirthCm,
      "7230",
      `${code}: length plus girth is over ${service.maxLengthPlusGirthCm} cm.`,
    ],
  ]);
}

export function checkOptions(delivery: Delivery, service: Service | undefined): Message[] {
  const options = optionsOf(delivery);
  const codes = options.map((option) => option["option-code"]);
  const abroad = destinationRegion(delivery) !== "CA";
  const nonDelivery = codes.filter((code) => NON_DELIVERY.includes(code)).length;
  const each = options.flatMap((option) => checkOption(option, { service, codes }));
  return [
    ...each,
    ...broken([
      [new Set(codes).size < codes.length, "7285", "An option stands more than once."],
      [abroad && nonDelivery !== 1, "8716", "Exactly one non-delivery handling option is required."],
      [
        codes.includes("D2PO") && (isBlank(delivery.destination.name) || !delivery.notification),
        "7285",
        "D2PO: the destination's name and a notification are required.",
      ],
    ]),
  ];
}

type Option = NonNullable<Delivery["options"]>[number];

function checkOption(
  option: Option,
  { service, codes }: { service: Service | undefined; codes: readonly string[] },
): Message[] {
  const code = option["option-code"];
  const amount = option["option-amount"];
  const conflict = optionOf(code)?.conflicts.find((other) => codes.includes(other));
  const over = code === "COV" && service && (amount ?? 0) * 100 > service.maxCoverageCents;
  return broken([
    [
      !optionOf(code) || Boolean(service && !service.options.includes(code)),
      "7230",
      `The option ${code} is not available for the service.`,
    ],
    [conflict !== undefined, "7285", `The options ${code} and ${conflict} conflict.`],
    [code === "COV" && amount === undefined, "7230", "COV: an amount is required."],
    [Boolean(over), "1719", "The coverage amount is over the limit of the service."],
    [
      code === "COD" && (amount === undefined || option["option-qualifier-1"] === undefined),
      "1164",
      "COD: an amount and its qualifier are required.",
    ],
    [
      code === "D2PO" && isBlank(option["option-qualifier-2"]),
      "7230",
      "D2PO: the post office's id is required.",
    ],
  ]);
}

/** What stands on the label and how it is made. */
export function checkPaper(delivery: Delivery): Message[] {
  const abroad = destinationRegion(delivery) !== "CA";
  const insured = optionsOf(delivery).some((option) => option["option-code"] === "COV");
  const { preferences } = delivery;
  const print = delivery["print-preferences"];
  return broken([
    [
      print?.encoding === "ZPL" && print["output-format"] !== "4x6",
      "9191",
      "ZPL is available for the output format 4x6 only.",
    ],
    [
      abroad && preferences["show-postage-rate"] === undefined,
      "7230",
      "show-postage-rate is required outside Canada.",
    ],
    [
      abroad && insured && preferences["show-insured-value"] === undefined,
      "7230",
      "show-insured-value is required for insured parcels outside Canada.",
    ],
  ]);
}
