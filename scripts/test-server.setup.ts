import type { TestProject } from 'vitest/node';
import { temporalTestServer } from './components/temporal-test-server.ts';

/** Tells the workflow tests where the time-skipping server is. */
export default async function provideTestServer(project: TestProject): Promise<void> {
  project.provide(
    'temporalTestServer',
    await temporalTestServer((doing) => console.log(`Temporal's test server: ${doing}`)),
  );
}
