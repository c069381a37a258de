import type { MiraklSettings } from "./settings.ts";

/** PC01: what the operator of the marketplace has switched on, as far as a seller may know. */
export function platformConfiguration(settings: MiraklSettings) {
  return {
    features: { ...orderFeatures(settings), ...offerFeatures() },
    modules: {
      mirakl_catalog_integrator: true,
      mirakl_catalog_manager: false,
      mirakl_catalog_transformer: true,
      mirakl_platform_services: false,
      offer_management: true,
      order_management: true,
      promotions: false,
      quotes: false,
      tax_manager: { activated: false, tax_provider: { avalara: false, vertex: false } },
    },
    platform_configuration: {
      customer_model: { b2b: false, b2c: true },
      enhanced_seller_invoicing: { enabled: false },
      platform_model: { drop_ship: false, marketplace: true, one_creditor: false },
    },
    platform_name: "Sandbox Marketplace",
    tenant_name: "sandbox-test",
    timezone: "America/Toronto",
  };
}

function orderFeatures({ addressesBeforeAcceptance, paymentWorkflow, unregisteredCarriers }: MiraklSettings) {
  return {
    circular_economy_data_collection: false,
    direct_payment_customer_store: { activated: false, refund_cancel_authorized: false },
    disable_seller_alternative_carrier: !unregisteredCarriers,
    no_reply_needed: true,
    order_conditions: {
      lead_time_to_ship: true,
      maximum_order_quantity: false,
      minimum_order_quantity: false,
      package_order_quantity: false,
    },
    order_tax_mode: "TAX_EXCLUDED",
    order_workflows: {
      no_customer_payment_confirmation: paymentWorkflow === "NO_CUSTOMER_PAYMENT_CONFIRMATION",
      order_acceptance: "NOT_AUTOMATIC",
      pause_debit_workflow: false,
      pay_on_due_date: paymentWorkflow === "PAY_ON_DUE_DATE",
      pay_on_shipment: paymentWorkflow === "PAY_ON_SHIPMENT",
      sellers_edit_shipping_origin: false,
      shipping_and_billing_details_before_acceptance: addressesBeforeAcceptance,
    },
    payment_confirmation: false,
    returns: { drop_ship: false, marketplace: false, one_creditor: false },
    shipment: { multi_part_item_shipment: false, multi_shipment: false },
    tax_collection: { activated: "NO", product_tax_code_mandatory: false, tax_collection_by_operator: false },
    tax_id_number: { mandatory: false },
    warehouses: { geolocation: false, restricted_countries: [] },
  };
}

function offerFeatures() {
  return {
    catalog: {
      allow_shop_contribution_to_all_channels: true,
      exclude_invalid_products: true,
      list_of_multiple_values_separator: "|",
      product_acceptance_by_channel: false,
      product_data_validation_by_channel: false,
      product_import_only_on_leaf: true,
    },
    competitive_pricing_tool: false,
    dropship: { retail_pricing_edition_enabled: "NO", retail_pricing_enabled: false },
    kyc_status_per_seller: false,
    lead_time_to_ship_by_sellers_enabled: "YES",
    multi_currency: false,
    multi_payout_psp_per_seller: false,
    offer_prices_decimals: "2",
    operator_csv_delimiter: "SEMICOLON",
    pricing: {
      channel_pricing: "DISABLED",
      discount_period_required: false,
      discount_price_creation_in_the_past_blocked: false,
      scheduled_pricing: false,
      volume_discount: false,
      volume_pricing: false,
    },
    product_data_validation_by_channel: false,
    promotion: { cart_promotion_campaign: false, discount_campaign: false, seller_promotion: false },
    shop_tax_options: { tax_identification_number: { mandatory: false } },
  };
}
