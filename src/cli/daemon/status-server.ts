import type { Clock } from "../../platform/clock.ts";
import type { DaemonSettings } from "../../platform/config/config.ts";
import type { OutsideObserver } from "../../platform/http/outside-observer.ts";
import type { DaemonView } from "../../server/daemon-view.ts";
import { DaemonMetrics } from "../../server/metrics.ts";
import { OutsideServices } from "../../server/outside-services.ts";
import { serveApp } from "../../server/serve-app.ts";
import { statusApp } from "../../server/status-app.ts";
import type { DaemonEvents } from "../../workflows/run-daemon.ts";

/** Health and metrics of this process over HTTP, and what has to tell them of the work. */
export interface StatusServer {
  address: Address;
  url: string;
  events: DaemonEvents;
  observer: OutsideObserver;
  stop(): Promise<void>;
}

type Address = NonNullable<DaemonSettings["listen"]>;

interface StatusServerInput {
  address: Address;
  view: DaemonView;
  clock: Clock;
}

/** @throws `bad_settings` when the address cannot be had */
export function startStatusServer({ address, view, clock }: StatusServerInput): StatusServer {
  const metrics = new DaemonMetrics({ view, clock });
  const services = new OutsideServices(clock);
  const { events, observer } = metrics;
  const served = serveApp(statusApp({ metrics, services, view, clock }), address);
  return {
    address,
    ...served,
    events,
    observer: {
      ...observer,
      called(call) {
        observer.called(call);
        services.called(call);
      },
    },
  };
}
