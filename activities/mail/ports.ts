import type { MailKind } from '../../prisma/generated/client.ts';

/**
 * An order as a mail tells of it, with its valid tickets. Amounts are in the smallest unit of the currency (ISO 4217):
 * `totalCents` is all that the buyer paid, fees and VAT are parts of it. The VAT rate is in basis points.
 */
export type MailedOrder = {
  id: string;
  number: string;
  /** Part of the links in mails: raised when earlier ones shall end. */
  linkNumber: number;
  buyerName: string | null;
  tierName: string;
  quantity: number;
  totalCents: number;
  feesCents: number;
  vatCents: number;
  vatRateBp: number;
  refundedCents: number;
  currency: string;
  createdAt: Date;
  event: { name: string; venue: string; startsAt: Date; timeZone: string | null };
  tickets: { code: string; signature: string }[];
};

/** A queued mail with all that it tells. `isVoid`: its tickets let nobody in any more. */
export type OutgoingMail = {
  id: string;
  kind: MailKind;
  recipient: string;
  messageId: string;
  queuedAt: Date;
  isVoid: boolean;
  order: MailedOrder;
};

/** What was written to buyers, and what is still to be sent. */
export type Mails = {
  /** Takes queued mails that are due, the oldest first. One that a worker took and did not start is due in a minute. */
  takeDue(count: number): Promise<{ id: string; ageMs: number }[]>;
  /** Its workflow sends it from now on. It is due again in an hour, in case Temporal loses the workflow. */
  passedOn(id: string): Promise<void>;
  /** Counts an attempt and says what to send; undefined when it is sent or given up already, or its order is gone. */
  begin(id: string): Promise<OutgoingMail | undefined>;
  markSent(id: string): Promise<void>;
  /** It is not tried again. `reason` is a code, or null to keep that of the last attempt. */
  markFailed(id: string, reason: string | null): Promise<void>;
  /** Why the last attempt failed, before the next one. */
  noteAttempt(id: string, reason: string): Promise<void>;
};

export type Attachment = { filename: string; contentType: string; content: Buffer };

export type Message = {
  recipient: string;
  messageId: string;
  date: Date;
  subject: string;
  html: string;
  text: string;
  attachments: Attachment[];
};

/** What a mail of one kind says of an order. `link` opens the order on any device. */
export type Template = (
  order: MailedOrder,
  link: string,
) => Promise<Pick<Message, 'subject' | 'html' | 'text' | 'attachments'>>;

/** What became of a message. `reason` is a code of the mail server or of the connection, and quotes nothing. */
export type Delivery = { outcome: 'accepted' } | { outcome: 'refused' | 'deferred'; reason: string };

/** The mail server of the operator. */
export type MailServer = {
  /** Hands a message over. A repeat sends it again, under the same Message-ID. */
  send(message: Message): Promise<Delivery>;
  /** Ends the connections that are kept open. */
  close(): void;
};

/** The workflows that send mails. */
export type MailWorkflows = {
  /** Starts the one of a mail; nothing happens where it runs already or has done its work. */
  start(mailId: string): Promise<void>;
};
