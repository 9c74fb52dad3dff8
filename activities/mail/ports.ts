import type { MailKind } from '../../prisma/generated/client.ts';

/** What of an event its buyers have to know. */
export type EventTerms = { venue: string; startsAt: Date; timeZone: string | null };

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
  event: EventTerms & { name: string };
  tickets: { code: string; signature: string }[];
};

/** What a mail tells of its order. */
export type Occasion =
  | { kind: 'receipt' }
  /** An amount that was given back; its order has paid `totalCents`. `codes` are those of its void tickets. */
  | { kind: 'refund'; amountCents: number; codes: string[] }
  | { kind: 'event_changed'; before: EventTerms; after: EventTerms }
  /** What goes back because of it: less than the total where a part was given back before. */
  | { kind: 'event_canceled'; dueCents: number };

/** A queued mail with all that it tells. */
export type OutgoingMail = {
  id: string;
  kind: MailKind;
  recipient: string;
  messageId: string;
  queuedAt: Date;
  /** Undefined where there is nothing to tell any more. */
  occasion: Occasion | undefined;
  order: MailedOrder;
};

/** Mails of one kind that stand still for the same reason: a code, or null where there was no attempt. */
export type MailTrouble = {
  state: 'queued' | 'failed';
  kind: MailKind;
  reason: string | null;
  count: number;
  oldestSeconds: number;
};

/** What was written to buyers, and what is still to be sent. */
export type Mails = {
  /** Queues mails of announcements that are due, for `most` orders at most. @returns how many orders it looked at */
  queueAnnounced(most: number): Promise<number>;
  /** Takes queued mails that are due, receipts first. One that a worker took and did not start is due in a minute. */
  takeDue(count: number): Promise<{ id: string; ageMs: number }[]>;
  /** Its workflow sends it from now on. It is due again in an hour, in case Temporal loses the workflow. */
  passedOn(id: string): Promise<void>;
  /** Counts an attempt and says what to send; undefined when it is sent or given up already, or its order is gone. */
  begin(id: string): Promise<OutgoingMail | undefined>;
  /** @returns its kind; undefined when it was sent or given up before */
  markSent(id: string): Promise<MailKind | undefined>;
  /** It is not tried again. `reason` is a code, or null to keep that of the last attempt. @returns as `markSent` */
  markFailed(id: string, reason: string | null): Promise<MailKind | undefined>;
  /** Why the last attempt failed, before the next one. */
  noteAttempt(id: string, reason: string): Promise<void>;
  /** How many mails of each kind wait, and the age of the oldest. */
  waiting(): Promise<{ kind: MailKind; count: number; oldestSeconds: number }[]>;
  /** Mails that wait for more than `waitingSeconds`, and those that failed in the last `failedSeconds`. */
  troubles(waitingSeconds: number, failedSeconds: number): Promise<MailTrouble[]>;
  /** Events whose buyers are told of something for more than `seconds`, and not all of them yet. */
  lateAnnouncements(seconds: number): Promise<{ eventId: string; dueSeconds: number }[]>;
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

export type Content = Pick<Message, 'subject' | 'html' | 'text' | 'attachments'>;

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
