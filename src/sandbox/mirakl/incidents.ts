import { liveLines } from "./lifecycle.ts";
import type { Order } from "./order.ts";

/** The customer disputes the order: its lines are in `INCIDENT_OPEN`, the order itself keeps its state. */
export function openIncident(order: Order): void {
  order.has_incident = true;
  for (const line of liveLines(order)) {
    line.order_line_state = "INCIDENT_OPEN";
    line.order_line_state_reason_code = "1";
    line.order_line_state_reason_label = "Item not received";
  }
}

export function closeIncident(order: Order): void {
  order.has_incident = false;
  for (const line of order.order_lines.filter(
    ({ order_line_state }) => order_line_state === "INCIDENT_OPEN",
  )) {
    line.order_line_state = order.order_state;
    line.order_line_state_reason_code = null;
    line.order_line_state_reason_label = null;
  }
}
