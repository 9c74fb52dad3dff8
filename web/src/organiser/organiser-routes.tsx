import { Route } from '@solidjs/router';
import { lazy } from 'solid-js';

// Loaded only when an organiser opens one of these pages, never by buyers.
const Console = lazy(async () => ({ default: (await import('./console.tsx')).Console }));
const EventListPage = lazy(async () => ({ default: (await import('./event-list-page.tsx')).EventListPage }));
const NewEventPage = lazy(async () => ({ default: (await import('./new-event-page.tsx')).NewEventPage }));
const EditEventPage = lazy(async () => ({ default: (await import('./edit-event-page.tsx')).EditEventPage }));
const LivePage = lazy(async () => ({ default: (await import('./live/live-page.tsx')).LivePage }));
const OrdersPage = lazy(async () => ({ default: (await import('./orders/orders-page.tsx')).OrdersPage }));
const OrderPage = lazy(async () => ({ default: (await import('./orders/order-page.tsx')).OrderPage }));
const MoneyPage = lazy(async () => ({ default: (await import('./orders/money-page.tsx')).MoneyPage }));

export const organiserRoutes = (
  <Route path="/organiser" component={Console}>
    <Route path="/" component={EventListPage} />
    <Route path="/events/new" component={NewEventPage} />
    <Route path="/events/:id" component={EditEventPage} />
    <Route path="/events/:id/live" component={LivePage} />
    <Route path="/events/:id/orders" component={OrdersPage} />
    <Route path="/events/:id/money" component={MoneyPage} />
    <Route path="/orders" component={OrdersPage} />
    <Route path="/orders/:id" component={OrderPage} />
  </Route>
);
