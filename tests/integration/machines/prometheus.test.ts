import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { stack } from '../../harness.ts';

const { apiUrl, environment } = stack();

type Job = { job_name: string; metrics_path?: string };
const { scrape_configs: jobs } = parse(readFileSync('docker/prometheus.yml', 'utf8')) as { scrape_configs: Job[] };

/** The address of each job's target in this stack, and a series that only this target has. */
const targets: Record<string, { origin: string; series: RegExp }> = {
  api: { origin: apiUrl, series: /^ticketdrop_joins_total /m },
  worker: { origin: new URL(environment['WORKER_METRICS_URL']!).origin, series: /^temporal_num_pollers\{/m },
};

it.each(jobs)(
  'serves the metrics of $job_name under the path of docker/prometheus.yml',
  async ({ job_name, metrics_path = '/metrics' }) => {
    const { origin, series } = targets[job_name]!;
    const answer = await fetch(`${origin}${metrics_path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toMatch(series);
  },
);
