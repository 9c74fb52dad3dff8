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
  const backlog = () => props.sale.join_backlog ?? 0;
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
      <Show when={backlog() > 0}>
        <p class="muted small">
          Being written down: <span translate="no">{format(backlog())}</span>, the oldest since{' '}
          {exactDuration(props.sale.join_backlog_seconds ?? 0)}. These people have their places already; buying goes
          first.
        </p>
      </Show>
    </>
  );
}
