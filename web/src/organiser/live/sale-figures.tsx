import { For } from 'solid-js';
import { createNow } from '../../ui/now.ts';
import { countdown } from '../../ui/time.ts';
import type { SaleStatus } from './sale.ts';

/** The figures one looks at first. What the waiting room cannot say while it is away is a dash, never a zero. */
export function SaleFigures(props: { sale: SaleStatus }) {
  const now = createNow();
  const known = (count: number | null) => count?.toLocaleString() ?? '–';
  const nextWave = () => {
    const at = props.sale.next_wave_at;
    if (at === null) return '–';
    return Date.parse(at) > now() ? countdown(Date.parse(at), now()) : 'now';
  };
  const figures = () => [
    { name: 'In line', figure: known(props.sale.queue_length) },
    { name: 'Let in', figure: known(props.sale.admitted) },
    { name: 'Tickets held', figure: known(props.sale.total_active_holds) },
    { name: 'Tickets sold', figure: known(props.sale.total_sold) },
    { name: 'Tickets free', figure: known(props.sale.total_available) },
    { name: 'Next wave in', figure: nextWave() },
  ];
  // By position: a figure that changes is a new text in the same place.
  return (
    <dl class="figures-row">
      <For each={figures().map(({ name }) => name)}>
        {(name, index) => (
          <div class="card">
            <dt class="muted small">{name}</dt>
            <dd class="figures">{figures()[index()]!.figure}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}
