import { easternTime } from "./eastern-time.ts";
import { refuse } from "./messages.ts";
import type { Shipment } from "./shipments.ts";
import type { World } from "./world.ts";

/** Opens the one refund ticket of a transmitted shipment, or refuses with 7296 or 7292. */
export function requestRefund(shipment: Shipment, { clock, switches }: World): void {
  shipment.refundAttempts += 1;
  if (shipment.state === "refund_requested") {
    refuse(
      switches.refundAgainStatus,
      "7292",
      "A refund has already been requested; refunds take several days.",
    );
  }
  if (shipment.refundAttempts <= switches.refundUnavailableTimes) {
    refuse(400, "7296", "The refund request could not be completed; try again later.");
  }
  shipment.state = "refund_requested";
  shipment.refundDate = easternTime(clock.now()).date;
}
