import { expect, it } from 'vitest';
import { workflowUrl } from './sale-watch.ts';

it('knows where the Web UI shows a workflow, and that nobody said where the UI is', () => {
  const url = workflowUrl({ TEMPORAL_UI_URL: 'https://temporal.example/ui/', TEMPORAL_NAMESPACE: 'live sales' }, 'reservation/7');
  expect(url).toBe('https://temporal.example/ui/namespaces/live%20sales/workflows/reservation%2F7');
  expect(workflowUrl({ TEMPORAL_UI_URL: undefined, TEMPORAL_NAMESPACE: 'default' }, 'reservation/7')).toBeNull();
});
