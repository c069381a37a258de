/** An order in SHIPPING as OR11 gives it, with what is needed and little else. `changes` replace top-level fields. */
export function wireSample(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    order_id: "900000001-A",
    commercial_id: "900000001",
    order_state: "SHIPPING",
    created_date: "2026-01-05T14:03:11Z",
    last_updated_date: "2026-01-05T14:41:10.652Z",
    currency_iso_code: "CAD",
    total_price: 79.98,
    shipping_deadline: "2026-01-07T14:41:10.652Z",
    shipping_type_code: "STD",
    shipping_pudo_id: null,
    shipping_carrier_code: null,
    shipping_tracking: null,
    can_shop_ship: true,
    has_incident: false,
    customer_notification_email: "relay@example.com",
    customer: {
      customer_id: "CUST-0001",
      firstname: "Avery",
      lastname: "Example",
      shipping_address: {
        firstname: "Avery",
        lastname: "Example",
        street_1: "100 Sample St",
        street_2: "Unit 4",
        city: "Ottawa",
        state: "ON",
        zip_code: "K1A 0B1",
        country: "Canada",
        country_iso_code: "CAN",
        phone: "613-555-0100",
      },
    },
    order_lines: [wireLine(1), wireLine(2)],
    ...changes,
  };
}

/** The `nth` line of the sample. */
export function wireLine(nth: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    order_line_id: `900000001-A-${nth}`,
    order_line_state: "SHIPPING",
    offer_sku: `SELLER-SKU-${nth}`,
    product_title: `Sample product ${nth}`,
    quantity: 2,
    price_unit: 39.99,
    cancelations: [],
    refunds: [],
    ...changes,
  };
}
