import { Route, Router } from '@solidjs/router';
import { lazy, type Component } from 'solid-js';
import { render } from 'solid-js/web';
import { EventsPage } from './catalogue/events-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { organiserRoutes } from './organiser/organiser-routes.tsx';
import { Shell } from './shell.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

// The first page comes with the bundle, the others when they are wanted, or when the browser has nothing else to do.
const later: (() => Promise<unknown>)[] = [];
const page = (load: () => Promise<{ default: Component }>) => (later.push(load), lazy(load));
const EventPage = page(async () => ({ default: (await import('./catalogue/event-page.tsx')).EventPage }));
const WaitingRoomPage = page(async () => ({
  default: (await import('./waiting-room/waiting-room-page.tsx')).WaitingRoomPage,
}));
const ChoosePage = page(async () => ({ default: (await import('./purchase/choose-page.tsx')).ChoosePage }));
const CheckoutPage = page(async () => ({ default: (await import('./purchase/checkout-page.tsx')).CheckoutPage }));
const OrderPage = page(async () => ({ default: (await import('./purchase/tickets/order-page.tsx')).OrderPage }));
const MyTicketsPage = page(async () => ({
  default: (await import('./purchase/tickets/my-tickets-page.tsx')).MyTicketsPage,
}));

render(
  () => (
    <Router root={Shell}>
      <Route path="/" component={EventsPage} />
      <Route path="/events/:id" component={EventPage} />
      <Route path="/events/:id/waiting-room" component={WaitingRoomPage} />
      <Route path="/events/:id/choose" component={ChoosePage} />
      <Route path="/events/:id/checkout" component={CheckoutPage} />
      <Route path="/events/:id/order" component={OrderPage} />
      <Route path="/my-tickets" component={MyTicketsPage} />
      {organiserRoutes}
      <Route path="*" component={NotFoundPage} />
    </Router>
  ),
  document.getElementById('app')!,
);

// Whoever loses the network on the way still gets to every step they reach by then; what cannot be had now is asked for again when needed.
const whenIdle: (call: () => void) => unknown = globalThis.requestIdleCallback ?? ((call) => setTimeout(call, 2_000));
addEventListener('load', () => whenIdle(() => later.forEach((load) => void load().catch(() => undefined))));
