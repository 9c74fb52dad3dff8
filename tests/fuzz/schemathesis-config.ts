/** What the requests are made with: who asks, and ids that exist. */
export type Known = {
  buyerId: string;
  adminToken: string;
  /** A sale that the buyer was let into. Nothing that an organiser does reaches it, so that purchases come far. */
  sale: { eventId: string; tierIds: string[]; token: string };
  /** Holds of the buyer in other sales, each in checkout. */
  holds: { reservationId: string; sessionId: string }[];
  /** An event for the organiser to change. */
  draft: { eventId: string; tierIds: string[] };
};

/**
 * Refusals that the contract has and that no schema can tell beforehand: a date compared with another one, a name that
 * is taken, a cursor of another list, a key that came with another request, a limit of the tier, a card for what is
 * not free, an If-Match of values that are no longer there, a mail for an order without an address, an address with a
 * part that is too long, a refund of some tickets and an amount at once, a buyer with tickets for what is yet to come.
 */
const refusedByAnotherRule = [
  'POST /admin/events',
  'PATCH /admin/events/{id}',
  'POST /admin/tiers',
  'PATCH /admin/tiers/{id}',
  'GET /events',
  'GET /admin/orders',
  'POST /events/{id}/reservations',
  'POST /checkout/sessions',
  'POST /checkout/confirm',
  'POST /me/orders/{id}/receipt',
  'POST /admin/orders/{id}/mails',
  'POST /admin/orders/{id}/refunds',
  'POST /me/orders/{id}/mails',
  'DELETE /admin/buyers/{id}',
  'POST /admin/find-buyers',
];

/** Operations that would end the buyer's place in the sale. */
const endsPlaces = ['/events/{id}/waiting-room/clear', '/events/{id}/waiting-room/leave'];

/** Operations that somebody else calls, who does not give back the place that purchases need. */
const joinsAndLeaves = ['/events/{id}/waiting-room/join', '/events/{id}/waiting-room/leave'];

/** The tags of the operations of a buyer. Without X-User-Id, which names one in demo mode, they answer 400. */
const buyersTags = ['Reservations', 'Checkout', 'Tickets'];

const list = (values: string[]) => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
/** Mostly the id is one that exists. */
const known = (parameter: string, dictionary: string) =>
  `"${parameter}" = { dictionary = "${dictionary}", probability = 0.8 }`;

/** Ids from answers to other requests, such as those of the sale, are not used for the operation. */
const ownDataAlone = ['fuzzing', 'coverage']
  .map((phase) => `[operations.phases.${phase}.extra-data-sources]\nresponses = false`)
  .join('\n');

/** The configuration of Schemathesis (TOML). */
export const schemathesisConfig = ({ buyerId, adminToken, sale, holds, draft }: Known): string => `
[auth.openapi.buyer]
api_key = "${buyerId}"
[auth.openapi.organiser]
bearer = "${adminToken}"

[phases.stateful]
max-steps = 12
[phases.stateful.inference]
algorithms = []

[dictionaries]
sale = { values = ${list([sale.eventId])} }
tiers = { values = ${list(sale.tierIds)} }
token = { values = ${list([sale.token])} }
quantities = { values = [1, 2, 3] }
payments = { values = ["success"] }
reservations = { values = ${list(holds.map(({ reservationId }) => reservationId))} }
sessions = { values = ${list(holds.map(({ sessionId }) => sessionId))} }
zones = { values = ["Europe/Berlin", "UTC"] }
currencies = { values = ["USD"] }
buyers = { values = ${list([buyerId])} }
draft = { values = ${list([draft.eventId])} }
draft_tiers = { values = ${list(draft.tierIds)} }

[parameters]
${known('query.event_id', 'sale')}
${known('query.token', 'token')}
${known('body.event_id', 'draft')}
${known('body.tier_id', 'tiers')}
${known('body.token', 'token')}
${known('body.quantity', 'quantities')}
${known('body.reservation_id', 'reservations')}
${known('body.checkout_id', 'sessions')}
${known('body.simulate', 'payments')}
${known('body.time_zone', 'zones')}
${known('body.expected_currency', 'currencies')}

[[operations]]
include-path-regex = "^/events/"
exclude-path = ${list(endsPlaces)}
[operations.parameters]
${known('path.id', 'sale')}

[[operations]]
include-path = ${list(joinsAndLeaves)}
[operations.headers]
X-User-Id = "another-buyer"

[[operations]]
include-path = ${list(endsPlaces)}
${ownDataAlone}

[[operations]]
include-path = "/checkout/sessions/{id}"
[operations.parameters]
${known('path.id', 'sessions')}

[[operations]]
include-path-regex = "^/admin/events/"
[operations.parameters]
${known('path.id', 'draft')}
${ownDataAlone}

[[operations]]
include-path = "/admin/buyers/{id}"
[operations.parameters]
${known('path.id', 'buyers')}

[[operations]]
include-path-regex = "^/admin/tiers/"
[operations.parameters]
${known('path.id', 'draft_tiers')}
${ownDataAlone}

[[operations]]
include-name = ${list(refusedByAnotherRule)}
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "422", "429", "5xx"]

[[operations]]
include-tag = ${list(buyersTags)}
[operations.checks.ignored_auth]
enabled = false
`;
