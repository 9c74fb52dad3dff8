import { expect, it } from 'vitest';
import { joinPages } from './metrics-pages.ts';

const page = (count: number) => `# HELP joins_total Places given
# TYPE joins_total counter
joins_total ${count}

# HELP took_seconds How long
# TYPE took_seconds histogram
took_seconds_bucket{le="0.5",route="/events/:id"} ${count}
took_seconds_sum{route="/events/:id"} 0.25
took_seconds_count{route="/events/:id"} ${count}
`;

it('describes each metric once, and tells the series of several processes apart', () => {
  const joined = joinPages([
    { text: page(3), labels: { process: '1' } },
    { text: page(4), labels: { process: '2' } },
    { text: '# TYPE waiting gauge\nwaiting{event="a {b}"} 7', labels: {} },
  ]);
  expect(joined).toBe(`# HELP joins_total Places given
# TYPE joins_total counter
joins_total{process="1"} 3
joins_total{process="2"} 4

# HELP took_seconds How long
# TYPE took_seconds histogram
took_seconds_bucket{process="1",le="0.5",route="/events/:id"} 3
took_seconds_sum{process="1",route="/events/:id"} 0.25
took_seconds_count{process="1",route="/events/:id"} 3
took_seconds_bucket{process="2",le="0.5",route="/events/:id"} 4
took_seconds_sum{process="2",route="/events/:id"} 0.25
took_seconds_count{process="2",route="/events/:id"} 4

# TYPE waiting gauge
waiting{event="a {b}"} 7
`);
});

it('leaves a page without a label as it is, and a process that did not answer out', () => {
  const one = { text: page(3), labels: {} };
  expect(joinPages([one, { text: '', labels: { worker: '2' } }])).toBe(joinPages([one]));
  expect(joinPages([one])).toBe(page(3));
});
