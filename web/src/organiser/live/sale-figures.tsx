import { For, Show } from 'solid-js';
import { createNow } from '../../ui/now.ts';
import { countdown, exactDuration } from '../../ui/time.ts';
import type { SaleStatus } from './sale.ts';

/** The main figures. Those that are unknown while Redis is unavailable are shown as a dash, never as zero. */
export function SaleFigures(props: { sale: SaleStatus }) {
  const now = createNow();
  const format = (count: number | null) => count?.toLocaleString() ?? '–';
  const nextWave = () => {
    const at = props.sale.next_wave_at;
    if (at === null) return '–';
    return Date.parse(at) > now() ? countdown(Date.parse(at), now()) : 'now';
  };
  const figures = () => [
    { name: 'In line', figure: format(props.sale.queue_length) },
    { name: 'Let in', figure: format(props.sale.admitted) },
    { name: 'Tickets held', figure: format(props.sale.total_active_holds) },
    { name: 'Tickets sold', figure: format(props.sale.total_sold) },
    { name: 'Tickets free', figure: format(props.sale.total_available) },
    { name: 'Next wave in', figure: nextWave() },
  ];
  const backlog = () => {
    const { join_backlog: places, join_backlog_seconds: seconds } = props.sale;
    // Every join is among them for a moment.
    if (!places || !seconds || seconds < 2) return undefined;
    return (
      `Being written down: ${places.toLocaleString()}, the oldest from ${exactDuration(seconds)} ago. ` +
      'They have their places in the line already, and buying goes first.'
    );
  };
  // The list goes by name, so that a changed figure only changes its text.
  return (
    <>
      <dl class="figures-row">
        <For each={figures().map(({ name }) => name)}>
          {(name, index) => (
            <div class="card">
              <dt class="muted small">{name}</dt>
              <dd class="figures" translate="no" innerText={figures()[index()]!.figure} />
            </div>
          )}
        </For>
      </dl>
      <Show when={backlog()}>{(text) => <p class="muted small figures" innerText={text()} />}</Show>
    </>
  );
}
