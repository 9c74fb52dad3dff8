import { Connection } from '@temporalio/client';
import { expect, it, onTestFinished } from 'vitest';
import { QuietClient } from './temporal-client.ts';

function quietClient() {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  onTestFinished(() => connection.close());
  return {
    client: new QuietClient({ connection }),
    deadline: () => connection.callContextStorage.getStore()?.deadline,
  };
}

/** Node before 24 marks each promise while it follows promises. */
const followsPromises = () => Object.getOwnPropertySymbols(Promise.resolve()).length > 0;
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('lets Node follow promises while a call is under way, and not before or after', async () => {
  const { client } = quietClient();
  const before = followsPromises();
  const during = await client.withDeadline(Date.now() + 60_000, async () => followsPromises());
  await turn();
  const isOld = Number(process.versions.node.split('.')[0]) < 24;
  expect({ before, during, after: followsPromises() }).toEqual({ before: false, during: isOld, after: false });
});

it('keeps the deadline of each call while others end, and when one fails', async () => {
  const { client, deadline } = quietClient();
  let end = () => {};
  const othersEnded = new Promise<void>((resolve) => (end = resolve));
  const slow = client.withDeadline(3, async () => {
    await othersEnded;
    await turn();
    return deadline();
  });
  expect(await client.withDeadline(1, async () => deadline())).toBe(1);
  await expect(client.withDeadline(2, async () => Promise.reject(new Error(String(deadline()))))).rejects.toThrow('2');
  await turn();
  end();
  expect(await slow).toBe(3);
  expect(await client.withDeadline(4, async () => deadline())).toBe(4);
  expect(deadline()).toBeUndefined();
});
