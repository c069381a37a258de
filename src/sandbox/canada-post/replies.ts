import { answersIn } from "./endpoint.ts";
import { MANIFEST_MEDIA, NON_CONTRACT_MEDIA, RATING_MEDIA, SHIPMENT_MEDIA } from "./links.ts";
import { MANIFEST_NAMESPACE } from "./schema-manifest.ts";
import { NON_CONTRACT_NAMESPACE } from "./schema-non-contract.ts";
import { RATING_NAMESPACE } from "./schema-rating.ts";
import { SHIPMENT_NAMESPACE } from "./schema-shipment.ts";

/** One writer of answers per service: root, content, status. */
export const shipmentReply = answersIn(SHIPMENT_NAMESPACE, SHIPMENT_MEDIA);
export const nonContractReply = answersIn(NON_CONTRACT_NAMESPACE, NON_CONTRACT_MEDIA);
export const manifestReply = answersIn(MANIFEST_NAMESPACE, MANIFEST_MEDIA);
export const ratingReply = answersIn(RATING_NAMESPACE, RATING_MEDIA);
export const messagesReply = answersIn("http://www.canadapost.ca/ws/messages", "application/xml");
