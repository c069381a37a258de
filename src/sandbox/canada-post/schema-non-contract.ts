import type { RootShape, Value } from "./schema.ts";
import { all, optional, required } from "./schema.ts";
import * as Delivery from "./schema-delivery.ts";
import * as Name from "./schema-names.ts";
import { boolean, text } from "./schema-values.ts";

export const NON_CONTRACT_NAMESPACE = "http://www.canadapost.ca/ws/ncshipment-v4";

const Email = Name.email("{2,5}");

const ParcelCharacteristics = all("ParcelCharacteristicsType", {
  weight: required(Delivery.ParcelWeight),
  dimensions: optional(Delivery.Dimensions),
  document: optional(boolean),
  unpackaged: optional(boolean),
  "mailing-tube": optional(boolean),
});

const SettlementInfo = all("SettlementInfoType", {
  "promo-code": optional(text("PromoCodeType", { max: 10 })),
});

const customsFields = Delivery.customsFields(999.999999);
const Customs = all("CustomsType", customsFields);
const CustomsWithDeclaration = all("CustomsType", { ...customsFields, ...Delivery.usDeclaration });

const nonContractShipment = (usDeclarationId: boolean) =>
  all("NonContractShipmentType", {
    "requested-shipping-point": optional(Name.PostalCode),
    "delivery-spec": required(
      all("DeliverySpecType", {
        "service-code": required(Name.ServiceCode),
        sender: required(Delivery.sender(Delivery.DomesticAddressDetails)),
        destination: required(Delivery.NonContractDestination),
        options: optional(Delivery.Options),
        "parcel-characteristics": required(ParcelCharacteristics),
        notification: optional(Delivery.notification(Email)),
        preferences: required(Delivery.Preferences),
        references: optional(Delivery.References),
        customs: optional(usDeclarationId ? CustomsWithDeclaration : Customs),
        "settlement-info": optional(SettlementInfo),
      }),
    ),
  });

export type NonContractDocument = Value<ReturnType<typeof nonContractShipment>>;

/** Create Non-Contract Shipment. */
export const nonContractRequest = (usDeclarationId: boolean): RootShape<NonContractDocument> => ({
  name: "non-contract-shipment",
  namespace: NON_CONTRACT_NAMESPACE,
  shape: nonContractShipment(usDeclarationId),
});

/** Request Non-Contract Shipment Refund. */
export const nonContractRefundRequest: RootShape<{ email: string }> = {
  name: "non-contract-shipment-refund-request",
  namespace: NON_CONTRACT_NAMESPACE,
  shape: all("NonContractShipmentRefundRequestType", { email: required(Email) }),
};
