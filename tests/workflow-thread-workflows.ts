import { AsyncLocalStorage, CancellationScope, condition, sleep } from '@temporalio/workflow';

/** Workflows for the test of the thread that they run in (worker/workflow-thread.workflow.test.ts). */
export async function runaway(): Promise<void> {
  for (;;);
}

export async function orderly(): Promise<string> {
  await sleep(10);
  return 'done';
}

export async function waiting(): Promise<void> {
  await condition(() => false);
}

/** Waits with limits inside of scopes. @returns the names of the scopes that the steps found themselves in. */
export async function waitsInScopes(): Promise<string[]> {
  const scope = new AsyncLocalStorage<string>();
  const seen: string[] = [];
  const step = async () => {
    let awake = false;
    void sleep(5).then(() => (awake = true));
    await condition(() => awake, '1 hour');
    seen.push(CancellationScope.current().consideredCancelled ? 'cancelled' : (scope.getStore() ?? 'root'));
  };
  await scope.run('outer', async () => {
    await scope.run('inner', step);
    await step();
  });
  await step();
  return seen;
}
