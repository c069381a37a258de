import { miraklDate } from "./json.ts";
import { shippingZones } from "./reference-data.ts";
import type { Shop } from "./shop.ts";

const YEAR_MS = 365 * 86_400_000;

/** A01: the shop itself, with invented particulars. */
export function account({ settings, book, clock, shippingTypes }: Shop) {
  const founded = miraklDate(Math.floor(clock.now().getTime() / YEAR_MS - 1) * YEAR_MS);
  const town = { city: "Ottawa", state: "ON", zip_code: "K1A 0B1" };
  return {
    approval_delay: 3600,
    approval_rate: 0.98,
    billing_info: { bank_name: "Example Bank", owner: settings.shopName },
    channels: [],
    closed_from: null,
    closed_to: null,
    contact_informations: {
      ...town,
      country: "CAN",
      email: "shop@example.com",
      firstname: "Sam",
      lastname: "Seller",
      phone: "613-555-0100",
      street1: "100 Sample Street",
      street2: null,
    },
    currency_iso_code: "CAD",
    date_created: founded,
    default_billing_information: {
      default_language: "en_CA",
      id: "00000000-0000-4000-8000-000000009001",
      registration_address: {
        ...town,
        country_iso_code: "CAN",
        street_1: "100 Sample Street",
        street_2: null,
      },
    },
    description: "Electronics accessories",
    domains: ["PRODUCT"],
    evaluations_count: 0,
    free_shipping: false,
    is_professional: true,
    last_updated_date: founded,
    model: "MARKETPLACE",
    offers_count: 40,
    order_messages_response_delay: 7200,
    orders_count: book.size,
    payment_details: { paid_balance: 0, payable_balance: 0, pending_balance: 0 },
    payment_method_mandatory: false,
    premium: false,
    pro_details: { corporate_name: settings.shopName },
    shipping: { lead_time_to_ship: settings.leadTimeDays },
    shipping_country: "CAN",
    shipping_types: shippingTypes.map(({ code }) => code),
    shipping_zones: shippingZones.map(({ code }) => code),
    shop_additional_fields: [],
    shop_id: settings.shopId,
    shop_name: settings.shopName,
    shop_state: "OPEN",
    suspension_type: null,
  };
}
