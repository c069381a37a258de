import { decimal, text } from "./schema-values.ts";

/** The named simple types of `common.xsd` and those that several of the carrier's schemas repeat. */

export const PostalCode = text("PostalCodeType", { pattern: "[A-Z]\\d[A-Z]\\d[A-Z]\\d", preserve: true });
export const ZipCode = text("ZipCodeType", { pattern: "\\d{5}(-\\d{4})?", preserve: true });
export const PostalCodeOrZip = text("PostalCodeOrZipType", {
  pattern: "([A-Z]\\d[A-Z]\\d[A-Z]\\d)|(\\d{5}(-\\d{4})?)",
  preserve: true,
});
export const PostalCodeOrZipOrInternational = text("PostalCodeOrZipOrInternationalType", { min: 1, max: 14 });
export const CountryCode = text("CountryCodeType", { pattern: "[a-zA-Z][a-zA-Z]", preserve: true });
export const ProvinceStateOrInternational = text("ProvinceStateOrInternationalType", { min: 1, max: 20 });
export const Province = text("ProvinceType", { min: 1, max: 2 });

export const AddressLine1 = text(null, { min: 1, max: 44 });
export const AddressLine2 = text(null, { max: 44 });
export const City = text(null, { min: 1, max: 40 });
export const ContactName = text("ContactNameType", { max: 44 });
export const CompanyName = text("CompanyNameType", { max: 44 });
export const PhoneNumber = text("PhoneNumberType", { max: 25 });

export const CustomerId = text("CustomerIDType", { pattern: "\\d{1,10}", preserve: true });
export const ContractId = text("ContractIDType", { pattern: "\\d{1,10}", preserve: true });
export const CustomerRequestId = text("CustomerRequestIdType", { max: 35 });
export const GroupId = text("GroupIDType", { min: 1, max: 32 });
export const ShipmentId = text("ShipmentIDType", { max: 32 });
export const MethodOfPayment = text("MethodOfPaymentType", { max: 15 });
export const OutletId = text("OutletIDType", { max: 4 });
export const ServiceCode = text("ServiceCodeType", { min: 1, max: 32 });

export const CostNonZero = decimal("CostTypeNonZero", { over: 0, max: 999_999.99, digits: 2 });
export const DimensionMeasurement = decimal("DimensionMeasurementType", { over: 0, max: 999.9, digits: 1 });

/** Contract e-mail: the last label has two or more letters. Non-contract: two to five. */
export const email = (lastLabel: string) =>
  text("EmailType", {
    pattern: `(['_A-Za-z0-9\\-\\+]+)(\\.['_A-Za-z0-9\\-\\+]+)*@([A-Za-z0-9-]+)(\\.[A-Za-z0-9-]+)*(\\.[A-Za-z]${lastLabel})`,
    max: 60,
  });
