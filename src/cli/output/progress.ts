import type { Clock } from "../../platform/clock.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Theme } from "./screen.ts";
import { shorten } from "./shorten.ts";

/** Tells a person how far long work has come. */
export interface Progress {
  /** @param total units to do; 0 when nobody knows */
  start(total: number, label: string): void;
  /** `n` more units are done; `note` is what happened to the last. */
  tick(n: number, note?: string): void;
  done(): void;
}

export const noProgress: Progress = { start() {}, tick() {}, done() {} };

const BAR_WIDTH = 24;
const REDRAW_MS = 50;

interface BarInput {
  diagnostics: Diagnostics;
  clock: Clock;
  theme: Theme;
}

/** A bar on standard error. */
export function progressBar({ diagnostics, clock, theme }: BarInput): Progress {
  let state = { label: "", total: 0, count: 0, note: "", startedMs: 0, drawnMs: 0 };
  const draw = (nowMs: number) => {
    state.drawnMs = nowMs;
    diagnostics.showStatus(
      barText({ ...state, elapsedMs: nowMs - state.startedMs }, { width: diagnostics.columns, theme }),
    );
  };
  return {
    start(total, label) {
      const nowMs = clock.now().getTime();
      state = { label, total, count: 0, note: "", startedMs: nowMs, drawnMs: 0 };
      draw(nowMs);
    },
    tick(n, note = "") {
      state.count += n;
      state.note = note;
      const nowMs = clock.now().getTime();
      if (nowMs - state.drawnMs >= REDRAW_MS || state.count >= state.total) draw(nowMs);
    },
    done() {
      diagnostics.showStatus("");
    },
  };
}

interface BarState {
  label: string;
  total: number;
  count: number;
  note: string;
  elapsedMs: number;
}

/** `create-labels  ━━━━━━━━────  12/25  0:07  100-A bought`, cut to the width. */
export function barText(bar: BarState, { width, theme }: { width: number; theme: Theme }): string {
  const seconds = Math.floor(bar.elapsedMs / 1000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const share = bar.total > 0 ? Math.min(1, bar.count / bar.total) : 0;
  const filled = Math.round(share * BAR_WIDTH);
  const count = bar.total > 0 ? `${bar.count}/${bar.total}` : String(bar.count);
  const before = `${bar.label}  `;
  const after = `  ${count}  ${time}`;
  const room = width - 1 - before.length - BAR_WIDTH - after.length;
  if (room < 0) return `${before}${count}`.slice(0, Math.max(0, width - 1));
  const note = bar.note && room > 4 ? `  ${shorten(bar.note, room - 2)}` : "";
  const full = theme.ok("━".repeat(filled));
  return `${before}${full}${theme.dim("─".repeat(BAR_WIDTH - filled))}${after}${theme.dim(note)}`;
}
