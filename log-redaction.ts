/**
 * What the log shows of a failure: the arguments of a command, the parameters of a query and the metadata of a call
 * hang on errors as further properties, so only these are taken.
 */
type Described = { type: string; code?: string | number; message: string; stack?: string; cause?: Described };

/** More than a failure of a store behind a step behind a workflow has. */
const MOST_CAUSES = 5;

export function describeFailure(failure: unknown, causes = MOST_CAUSES): Described {
  if (!(failure instanceof Error)) return { type: typeof failure, message: 'something that is no error was thrown' };
  const { name, cause, stack } = failure;
  const { code } = failure as { code?: unknown };
  return {
    type: name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: messageOf(failure),
    ...(stack !== undefined && { stack: framesOf(stack) }),
    ...(cause instanceof Error && causes > 0 && { cause: describeFailure(cause, causes - 1) }),
  };
}

/** The message without what it quotes. Prisma's last line says what was wrong; those above repeat the whole query. */
export function messageOf({ name, message }: Error): string {
  const text = name.startsWith('PrismaClient') ? message.trim().split('\n').at(-1)! : message;
  return text
    .replace(/with args beginning with:.*/s, 'with args [left out]')
    .replace(/(:\s*|\bvalue )(["'])[^"']*\2/g, '$1[left out]')
    .replace(/=\([^)]*\)/g, '=([left out])')
    .slice(0, 1_000);
}

/** Where it happened, without the message, which stands above the frames. */
const framesOf = (stack: string) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
/** What stands before an id that helps an engineer and opens nothing. Any other id may be somebody's token. */
const known = /("(event|reservation|mail|requestId)":"|"\w*run_?id":"|run_id=|(sale|reservation|entry|mail)\/|\{)$/i;

/** What may be in a text, and what is written instead. */
const patterns: [found: RegExp, instead: string][] = [
  [/:\/\/[^\s/@"]*@/g, '://[secret]@'],
  [/\bBearer\s+[^\s"\\]+/gi, 'Bearer [secret]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[secret]'],
  // A token that opens an order (activities/mail/order-links.ts), and an e-mail address.
  [/\bord_[\w-]{44}/g, '[secret]'],
  [/[\w.!#$%&'*+=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g, '[address]'],
  [/([?&](?:token|code|key|password)=)[^&\s"\\]*/gi, '$1[secret]'],
  // The form of a ticket's code, and that of its signature.
  [/\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b/g, '[code]'],
];

/** A function that takes secrets out of a line: those given, and whatever has the form of one. */
export function withoutSecrets(secrets: (string | undefined)[]): (line: string) => string {
  const given = secrets.flatMap((secret) => (secret ? [JSON.stringify(secret).slice(1, -1)] : []));
  return (line) => {
    let text = line;
    for (const secret of given) text = text.replaceAll(secret, '[secret]');
    text = patterns.reduce((redacted, [found, instead]) => redacted.replace(found, instead), text);
    return text.replace(uuid, (id, at: number) => (known.test(text.slice(Math.max(0, at - 32), at)) ? id : '[id]'));
  };
}
