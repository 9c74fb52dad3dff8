/** How the answer of one operation leads to another: what it calls for, taken from the request or the answer. */
type Link = {
  from: string;
  status: number;
  to: string;
  parameters?: Record<string, string>;
  requestBody?: Record<string, string>;
};

const body = '$response.body#';
const sameEvent = { id: '$request.path.id' };

/** A purchase from the list of events to the tickets, and what an organiser makes and then looks at or changes. */
export const links: Link[] = [
  { from: 'GET /events', status: 200, to: 'GET /events/{id}', parameters: { id: `${body}/0/id` } },
  { from: 'GET /events', status: 200, to: 'GET /events/{id}/availability', parameters: { id: `${body}/0/id` } },
  { from: 'GET /events', status: 200, to: 'POST /events/{id}/waiting-room/join', parameters: { id: `${body}/0/id` } },
  ...['GET /events/{id}/waiting-room/status', 'DELETE /events/{id}/waiting-room/leave'].map((to) => ({
    from: 'POST /events/{id}/waiting-room/join',
    status: 200,
    to,
    parameters: { ...sameEvent, token: `${body}/token` },
  })),
  {
    from: 'GET /events/{id}/availability',
    status: 200,
    to: 'POST /events/{id}/reservations',
    parameters: sameEvent,
    requestBody: { tier_id: `${body}/availability/0/tier_id` },
  },
  {
    from: 'GET /events/{id}/waiting-room/status',
    status: 200,
    to: 'POST /events/{id}/reservations',
    parameters: sameEvent,
    requestBody: { token: '$request.query.token' },
  },
  {
    from: 'POST /events/{id}/reservations',
    status: 201,
    to: 'GET /me/order',
    parameters: { event_id: '$request.path.id' },
  },
  {
    from: 'POST /events/{id}/reservations',
    status: 201,
    to: 'POST /checkout/sessions',
    requestBody: { reservation_id: `${body}/id` },
  },
  {
    from: 'POST /events/{id}/reservations',
    status: 201,
    to: 'DELETE /events/{id}/reservations/{reservationId}',
    parameters: { ...sameEvent, reservationId: `${body}/id` },
  },
  {
    from: 'POST /events/{id}/reservations',
    status: 201,
    to: 'GET /events/{id}/reservations',
    parameters: sameEvent,
  },
  {
    from: 'POST /checkout/sessions',
    status: 201,
    to: 'GET /checkout/sessions/{id}',
    parameters: { id: `${body}/id` },
  },
  {
    from: 'POST /checkout/sessions',
    status: 201,
    to: 'POST /checkout/confirm',
    requestBody: { checkout_id: `${body}/id`, simulate: 'success' },
  },
  ...[
    'GET /admin/events/{id}',
    'PATCH /admin/events/{id}',
    'POST /admin/events/{id}/pause',
    'POST /admin/events/{id}/resume',
    'GET /admin/events/{id}/status',
    'GET /admin/events/{id}/timeline',
    'GET /admin/events/{id}/reservations',
    'DELETE /admin/events/{id}/orders',
    'GET /events/{id}',
    'POST /events/{id}/waiting-room/join',
    'DELETE /events/{id}/waiting-room/clear',
  ].map((to) => ({ from: 'POST /admin/events', status: 201, to, parameters: { id: `${body}/id` } })),
  ...['GET /admin/tiers/{id}', 'PATCH /admin/tiers/{id}'].map((to) => ({
    from: 'POST /admin/tiers',
    status: 201,
    to,
    parameters: { id: `${body}/id` },
  })),
];
