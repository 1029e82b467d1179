import type { Decided } from '#event-store';
import { isRefusal } from '#event-store';
import type { Step } from './histories.ts';

/** A history as a reader wants it: a line per command, with both clocks, who, what, and what came of it. */
export function story<S, C, K, E extends Decided>(steps: readonly Step<S, C, K, E>[]): string {
  return steps.map((step, index) => `  ${String(index + 1).padStart(2)}. ${line(step)}`).join('\n');
}

function line<S, C, K, E extends Decided>({ moment, answer }: Step<S, C, K, E>): string {
  const { on, today, by, command, known } = moment;
  const { type, ...rest } = command as { readonly type: string };
  const when = on === today ? on : `${on} (entered ${today})`;
  const who = by.onBehalfOf === undefined ? by.account : `${by.account} for ${by.onBehalfOf}`;
  const what = isRefusal(answer) ? `refused ${answer.refused}` : answer.map((event) => `${event.type} ${short(event.data)}`).join(', ');
  return `${when} ${who} ${type} ${short(rest)}${known === undefined ? '' : ` knowing ${short(known)}`} → ${what}`;
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
};
