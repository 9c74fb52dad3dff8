import { describe, expect, it } from 'vitest';
import { describeFailure, withoutSecrets } from './log-redaction.ts';

const uuids = ['a', 'b', 'c'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`);
const [event, reservation, token] = uuids as [string, string, string];

describe('a failure in the log', () => {
  it('has its name, code, message and causes, and no other property', () => {
    const store = Object.assign(new Error('WRONGTYPE'), { name: 'ReplyError', command: { args: ['secret'] } });
    const failure = Object.assign(new Error('no', { cause: store }), {
      code: 'P2010',
      meta: { parameters: ['secret'] },
    });
    const described = describeFailure(failure);
    expect(described).toMatchObject({ type: 'Error', code: 'P2010', message: 'no', cause: { message: 'WRONGTYPE' } });
    expect(Object.keys(described)).toEqual(['type', 'code', 'message', 'stack', 'cause']);
    expect(JSON.stringify(described)).not.toContain('secret');
    expect(described.stack).toMatch(/^\s+at /);
  });

  it.each([
    `invalid input syntax for type uuid: "secret"`,
    `value "secret" is out of range for type integer`,
    `Key (code)=(secret) already exists.`,
    `ERR unknown command 'nothing', with args beginning with: 'secret' 'secret'`,
  ])('shows no value that the message quotes: %s', (message) => {
    expect(JSON.stringify(describeFailure(new Error(message)))).not.toContain('secret');
  });

  it('shows what Prisma refused, and not the query', () => {
    const refusal = new Error(
      '\nInvalid `db.event.findMany()` invocation:\n{ where: "secret" }\nArgument `id` is missing.',
    );
    refusal.name = 'PrismaClientValidationError';
    expect(describeFailure(refusal).message).toBe('Argument `id` is missing.');
    expect(JSON.stringify(describeFailure(refusal))).not.toContain('secret');
  });
});

describe('a line of the log', () => {
  const redact = withoutSecrets(['an admin token', undefined, '']);

  it.each([
    ['connect to rediss://user:secret@host:6379 failed', 'connect to rediss://[secret]@host:6379 failed'],
    ['Bearer secret-token', 'Bearer [secret]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl', '[secret]'],
    [`/status?token=${token}&x=1`, '/status?token=[secret]&x=1'],
    ['ticket 0A1B-2C3D-4E5F-6G7H', 'ticket [code]'],
    [`entry/${event}/${token}`, `entry/${event}/[id]`],
    [`nobody has ${token}`, 'nobody has [id]'],
    [`/tickets#ord_${'a'.repeat(44)}`, '/tickets#[secret]'],
    ['550 <ada.lovelace+1@mail.example.org> unknown', '550 <[address]> unknown'],
    ['with an admin token in it', 'with [secret] in it'],
  ])('hides the secret of %s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it.each([
    `{"event":"${event}","reservation":"${reservation}","requestId":"${token}","workflowRunId":"${token}"}`,
    `reservation/${reservation} and sale/${event} and mail/${token}`,
    'at file:///srv/node_modules/@hono/node-server/index.mjs:1:2',
    `td:{${event}}:stock`,
  ])('keeps the ids that open nothing: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});
