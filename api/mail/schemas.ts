import { z } from '@hono/zod-openapi';
import { emailAddress, instant } from '../http/schemas.ts';
import { mailKind, Receipt, ShownMail } from '../purchase/schemas.ts';

const email = emailAddress.optional().openapi({ description: 'Another address than before; it becomes the order’s' });
export const ReceiptRequest = z.strictObject({ email }).openapi('ReceiptRequest');
export const ReceiptAnswer = z.object({ receipt: Receipt.nullable() }).openapi('ReceiptAnswer');

export const MailRequest = z.strictObject({ kind: mailKind, email }).openapi('MailRequest');
export const ShownMails = z.object({ mails: z.array(ShownMail) }).openapi('ShownMails');
export const OrderMails = z
  .object({
    mails: z.array(
      z.object({
        id: z.uuid(),
        kind: mailKind,
        recipient: z.string().nullable().openapi({ description: 'Null once the data of the buyer was erased' }),
        resend: z.int(),
        state: z.enum(['queued', 'sent', 'failed']),
        attempts: z.int(),
        last_error: z.string().nullable().openapi({ description: 'A code of the mail server or of the connection' }),
        created_at: instant,
        sent_at: instant.nullable(),
      }),
    ),
  })
  .openapi('OrderMails');
