import type { Clock } from "../../platform/clock.ts";
import type { Service } from "./services.ts";

const CONSTANT_PIN = "123456789012";
const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7];

/**
 * The carrier's numbers, in the shapes of its real ones. They count on from the millisecond of the start, so that a
 * restarted sandbox does not hand out the numbers of an earlier run.
 */
export class CarrierIds {
  readonly #clock: Clock;
  readonly #start: number;
  #issued = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#start = clock.now().getTime();
  }

  /** 18 digits: a running number, the second, and three more. Shipments and manifests share the series. */
  shipmentId(): string {
    const running = digits(this.#next(), 5);
    const second = digits(Math.floor(this.#clock.now().getTime() / 1000), 10);
    return `${running}${second}${digits(this.#issued * 577, 3)}`;
  }

  /** 16 digits with a check digit inside North America, like `EE001438583CA` abroad. */
  trackingPin(service: Service): string {
    const number = this.#start + this.#next();
    if (service.region === "INT") return s10(service.code.includes(".TP") ? "LM" : "EE", digits(number, 8));
    const body = `${service.region === "CA" ? "2016" : "1681"}${digits(number, 11)}`;
    return `${body}${mod10(body)}`;
  }

  constantPin(): string {
    return CONSTANT_PIN;
  }

  artifactId(): string {
    return `1${digits(this.#start + this.#next(), 10)}`;
  }

  poNumber(): string {
    return `P${digits(this.#start + this.#next(), 9)}`;
  }

  #next(): number {
    this.#issued += 1;
    return this.#issued;
  }
}

/** The last `width` digits. */
function digits(number: number, width: number): string {
  return String(number % 10 ** width).padStart(width, "0");
}

function mod10(body: string): number {
  const sum = [...body]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10;
}

/** An international item number after UPU S10. */
function s10(prefix: string, serial: string): string {
  const sum = S10_WEIGHTS.reduce((total, weight, index) => total + weight * Number(serial[index]), 0);
  const check = 11 - (sum % 11);
  return `${prefix}${serial}${check === 10 ? 0 : check === 11 ? 5 : check}CA`;
}
