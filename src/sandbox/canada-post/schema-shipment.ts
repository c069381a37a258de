import type { RootShape, Value } from "./schema.ts";
import { all, optional, required } from "./schema.ts";
import * as Delivery from "./schema-delivery.ts";
import * as Name from "./schema-names.ts";
import {
  boolean,
  date,
  dateTime,
  decimal,
  fixedTrue,
  spelledBoolean,
  spelledBooleanOrFalse,
  text,
} from "./schema-values.ts";

export const SHIPMENT_NAMESPACE = "http://www.canadapost.ca/ws/shipment-v8";

const Email = Name.email("{2,}");

const AddressDetails = all("AddressDetailsType", {
  "address-line-1": required(Name.AddressLine1),
  "address-line-2": optional(Name.AddressLine2),
  city: required(Name.City),
  "prov-state": required(Name.ProvinceStateOrInternational),
  "country-code": required(Name.CountryCode),
  "postal-zip-code": optional(Name.PostalCodeOrZipOrInternational),
});

const ParcelCharacteristics = all("ParcelCharacteristicsType", {
  weight: required(Delivery.ParcelWeight),
  dimensions: optional(Delivery.Dimensions),
  unpackaged: optional(boolean),
  "mailing-tube": optional(boolean),
  oversized: optional(boolean),
});

const PrintPreferences = all("PrintPreferencesType", {
  "output-format": optional(text(null, { values: ["8.5x11", "4x6"], preserve: true })),
  encoding: optional(text(null, { values: ["PDF", "ZPL"], preserve: true })),
});

const SettlementInfo = all("SettlementInfoType", {
  "paid-by-customer": optional(Name.CustomerId),
  "contract-id": optional(Name.ContractId),
  "cif-shipment": optional(fixedTrue),
  "intended-method-of-payment": required(Name.MethodOfPayment),
  "promo-code": optional(text("PromoCodeType", { max: 10 })),
});

const customsFields = {
  ...Delivery.customsFields(9_999.999999),
  "ioss-id": optional(text(null, { max: 13 })),
};
const Customs = all("CustomsType", customsFields);
const CustomsWithDeclaration = all("CustomsType", { ...customsFields, ...Delivery.usDeclaration });

const deliverySpec = (usDeclarationId: boolean) =>
  all("DeliverySpecType", {
    "service-code": required(Name.ServiceCode),
    sender: required(Delivery.sender(AddressDetails)),
    destination: required(Delivery.Destination),
    options: optional(Delivery.Options),
    "parcel-characteristics": required(ParcelCharacteristics),
    notification: optional(Delivery.notification(Email)),
    "print-preferences": optional(PrintPreferences),
    preferences: required(Delivery.Preferences),
    references: optional(Delivery.References),
    customs: optional(usDeclarationId ? CustomsWithDeclaration : Customs),
    "settlement-info": required(SettlementInfo),
  });

const ReturnSpec = all("ReturnSpecType", {
  "service-code": required(Name.ServiceCode),
  "return-recipient": required(
    all("ReturnRecipientType", {
      name: optional(Name.ContactName),
      company: optional(Name.CompanyName),
      "address-details": required(Delivery.DomesticAddressDetails),
    }),
  ),
  "return-notification": optional(Email),
});

const paymentCode = text(null, { min: 1, max: 16 });
const PreAuthorizedPayment = all("PreAuthorizedPaymentType", {
  "account-number": required(paymentCode),
  "auth-code": required(paymentCode),
  "auth-timestamp": required(dateTime),
  "charge-amount": required(decimal(null, { over: 0, max: 9_999_999.99, digits: 2 })),
});

const shipment = (usDeclarationId: boolean) =>
  all(
    "ShipmentType",
    {
      "customer-request-id": optional(Name.CustomerRequestId),
      "group-id": optional(Name.GroupId),
      "transmit-shipment": optional(fixedTrue),
      "quickship-label-requested": optional(boolean),
      "cpc-pickup-indicator": optional(fixedTrue),
      "requested-shipping-point": optional(Name.PostalCode),
      "shipping-point-id": optional(Name.OutletId),
      "expected-mailing-date": optional(date),
      "provide-pricing-info": optional(fixedTrue),
      "provide-receipt-info": optional(fixedTrue),
      "delivery-spec": required(deliverySpec(usDeclarationId)),
      "return-spec": optional(ReturnSpec),
      "pre-authorized-payment": optional(PreAuthorizedPayment),
      "create-public-key": optional(spelledBoolean),
      "create-qr-code": optional(spelledBooleanOrFalse),
    },
    { exactlyOneOf: ["group-id", "transmit-shipment"] },
  );

export type ShipmentDocument = Value<ReturnType<typeof shipment>>;
export type ReturnSpecification = NonNullable<ShipmentDocument["return-spec"]>;

/** Create Shipment. */
export const shipmentRequest = (usDeclarationId: boolean): RootShape<ShipmentDocument> => ({
  name: "shipment",
  namespace: SHIPMENT_NAMESPACE,
  shape: shipment(usDeclarationId),
});

/** Request Shipment Refund. */
export const refundRequest: RootShape<{ email: string }> = {
  name: "shipment-refund-request",
  namespace: SHIPMENT_NAMESPACE,
  shape: all("ShipmentRefundRequestType", { email: required(Email) }),
};
