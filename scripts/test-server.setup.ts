import type { TestProject } from 'vitest/node';
import { temporalTestServer } from './components/temporal-test-server.ts';

/** Provides the workflow tests with the path of the time-skipping test server. */
export default async function provideTestServer(project: TestProject): Promise<void> {
  project.provide(
    'temporalTestServer',
    await temporalTestServer((step) => console.log(`Temporal's test server: ${step}`)),
  );
}
