import { createEffect, createSignal, For, on, onCleanup, onMount } from 'solid-js';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { hourAndMinute, timeOfDay } from '../../ui/time.ts';

export type Line = { name: string; colour: `--${string}`; counts: number[] };
type ChartProps = { title: string; startsAt: string; stepSeconds: number; lines: Line[] };

const height = 190;
const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);

/**
 * Counts by step, drawn on a canvas that follows the size of its container and the theme. The same figures are there as
 * text and as a table.
 */
export function Chart(props: ChartProps) {
  let container!: HTMLDivElement;
  const [dark, setDark] = createSignal(matchMedia('(prefers-color-scheme: dark)').matches);
  const start = () => Date.parse(props.startsAt) / 1000;
  // One more point than counts, so that the newest step is drawn with its width too.
  const data = (): uPlot.AlignedData => [
    Array.from({ length: props.lines[0]!.counts.length + 1 }, (_, i) => start() + i * props.stepSeconds),
    ...props.lines.map(({ counts }) => [...counts, counts.at(-1)!]),
  ];
  const summary = () =>
    `${props.title}: ${props.lines.map(({ name, counts }) => `${name} ${total(counts)}`).join(', ')}.`;

  onMount(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const updateTheme = () => setDark(scheme.matches);
    scheme.addEventListener('change', updateTheme);
    onCleanup(() => scheme.removeEventListener('change', updateTheme));

    // The colours are part of the drawing, so a change of the theme or of the step creates a new plot.
    createEffect(
      on([dark, () => props.stepSeconds], () => {
        const plot = new uPlot(optionsOf(props.lines, container.clientWidth), data(), container);
        const resize = new ResizeObserver(() => plot.setSize({ width: container.clientWidth, height }));
        resize.observe(container);
        createEffect(on([() => props.startsAt, () => props.lines], () => plot.setData(data()), { defer: true }));
        onCleanup(() => {
          resize.disconnect();
          plot.destroy();
        });
      }),
    );
  });
  return (
    <figure class="card chart">
      <figcaption>
        <h3>{props.title}</h3>
        <p class="legend small figures">
          <For each={props.lines.map(({ name }) => name)}>
            {(name, i) => (
              <span>
                <span class={`swatch swatch${props.lines[i()]!.colour}`} aria-hidden="true" /> {name}{' '}
                {total(props.lines[i()]!.counts).toLocaleString()}
              </span>
            )}
          </For>
        </p>
      </figcaption>
      <div class="plot" ref={container} role="img" aria-label={summary()} />
      <details>
        <summary class="small">As a table</summary>
        <CountTable {...props} />
      </details>
    </figure>
  );
}

/** The steps with a count other than zero, the newest first. */
function CountTable(props: ChartProps) {
  const rows = () =>
    props.lines[0]!.counts.map((_, i) => ({
      at: new Date(Date.parse(props.startsAt) + i * props.stepSeconds * 1000).toISOString(),
      counts: props.lines.map(({ counts }) => counts[i]!),
    }))
      .filter(({ counts }) => total(counts) > 0)
      .toReversed();
  return (
    <table class="small figures">
      <thead>
        <tr>
          <th scope="col">From</th>
          <For each={props.lines.map(({ name }) => name)}>{(name) => <th scope="col">{name}</th>}</For>
        </tr>
      </thead>
      <tbody>
        <For
          each={rows()}
          fallback={
            <tr>
              <td colspan={props.lines.length + 1}>Nothing happened in this time.</td>
            </tr>
          }
        >
          {(row) => (
            <tr>
              <th scope="row">{timeOfDay(row.at)}</th>
              <For each={row.counts}>{(count) => <td>{count.toLocaleString()}</td>}</For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

function optionsOf(lines: Line[], width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui',
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [10, 12, 0, 0],
    scales: { y: { range: (_, __, max) => [0, Math.max(5, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, size: 28, values: (_, times) => times.map((at) => hourAndMinute(at * 1000)) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000] },
    ],
    series: [
      {},
      ...lines.map(({ name, colour: variable }, i): uPlot.Series => ({
        label: name,
        stroke: colour(variable),
        width: 2,
        points: { show: false },
        ...(i > 0 && { dash: [6, 3] }),
        ...(uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      })),
    ],
  };
}
