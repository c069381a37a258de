import type { PostalAddress } from "../../../domain/marketplace-order.ts";
import type { ParcelItem, ShipmentOrder } from "../../../domain/shipment.ts";

export const CANADIAN: PostalAddress = {
  firstName: "Jo",
  lastName: "Tremblay",
  company: null,
  company2: null,
  street1: "23 Jardin Private",
  street2: "Unit 4",
  additionalInfo: null,
  city: "Ottawa",
  state: "Ontario",
  zip: "k1k 4t3",
  country: "Canada",
  countryIso3: "CAN",
  phone: "613-555-0177",
  phoneSecondary: null,
};

export const AMERICAN: PostalAddress = {
  ...CANADIAN,
  firstName: "Sam",
  lastName: "Rivera",
  street1: "350 5th Ave Ste 3301",
  street2: null,
  city: "New York",
  state: "NY",
  zip: "10118-3301",
  country: "USA",
  countryIso3: "USA",
  phone: "212-555-0123",
};

export const FRENCH: PostalAddress = {
  ...CANADIAN,
  street1: "5 rue de l'Église",
  street2: null,
  city: "Besançon",
  state: null,
  zip: "25000",
  country: "France",
  countryIso3: "FRA",
  phone: "+33 1 55 55 01 00",
};

export const ITEM: ParcelItem = {
  sku: "TS-BLK-M",
  title: "T-shirt",
  quantity: 2,
  unitWeightGrams: 320,
  unitValueCents: 2499,
  hsCode: "61091000",
  originCountry: "CA",
  originProvince: "Québec",
  customsDescription: "Knitted cotton T-shirt",
  dangerousGoods: false,
};

/** An order of two T-shirts to Ottawa; `changes` makes it another. */
export function orderWith(changes: Partial<ShipmentOrder> = {}): ShipmentOrder {
  return {
    orderId: "900000184-A",
    marketplaceOrderId: "900000184-A",
    shippingTypeCode: "STD",
    currency: "CAD",
    email: "jo.tremblay@example.com",
    shipTo: CANADIAN,
    parcel: {
      weightGrams: 820,
      dimensionsMm: { length: 250, width: 200, height: 80 },
      items: [ITEM],
    },
    ...changes,
  };
}

export const orderTo = (shipTo: Partial<PostalAddress>, base: PostalAddress = CANADIAN): ShipmentOrder =>
  orderWith({ shipTo: { ...base, ...shipTo } });

/** The order with other items in it, and a parcel heavy enough for them. */
export function orderOf(...items: Partial<ParcelItem>[]): ShipmentOrder {
  const complete = items.map((item) => ({ ...ITEM, ...item }));
  const weightGrams = complete.reduce((sum, item) => sum + item.quantity * item.unitWeightGrams, 0);
  return orderWith({
    shipTo: AMERICAN,
    parcel: { ...orderWith().parcel, weightGrams: weightGrams + 100, items: complete },
  });
}
