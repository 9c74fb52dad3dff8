import { Route, Router } from '@solidjs/router';
import { lazy, type Component } from 'solid-js';
import { render } from 'solid-js/web';
import { EventsPage } from './catalogue/events-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { organiserRoutes } from './organiser/organiser-routes.tsx';
import { readBuyerState, readBuyerStates } from './purchase/buyer-state.ts';
import { findHold } from './purchase/hold.ts';
import { Shell } from './shell.tsx';
import { tidyAddress } from './tidy-address.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

// The first page is part of the bundle; the others are loaded when the browser is idle, or when they are opened.
const preloads: (() => Promise<unknown>)[] = [];
const page = (load: () => Promise<{ default: Component }>) => (preloads.push(load), lazy(load));

// The purchase folder imports the waiting room and the catalogue. What their pages need from it is passed in here.
const EventPage = page(async () => {
  const [{ EventPage: Content }, { NextStep }] = await Promise.all([
    import('./catalogue/event-page.tsx'),
    import('./purchase/next-step.tsx'),
  ]);
  return { default: () => <Content nextStep={NextStep} readBuyerState={readBuyerState} /> };
});
const WaitingRoomPage = page(async () => {
  const { WaitingRoomPage: Content } = await import('./waiting-room/waiting-room-page.tsx');
  return { default: () => <Content findHold={findHold} /> };
});

const ChoosePage = page(async () => ({ default: (await import('./purchase/choose-page.tsx')).ChoosePage }));
const CheckoutPage = page(async () => ({ default: (await import('./purchase/checkout-page.tsx')).CheckoutPage }));
const OrderPage = page(async () => ({ default: (await import('./purchase/tickets/order-page.tsx')).OrderPage }));
const LinkedOrderPage = page(async () => ({
  default: (await import('./purchase/tickets/linked-order-page.tsx')).LinkedOrderPage,
}));
const MyTicketsPage = page(async () => ({
  default: (await import('./purchase/tickets/my-tickets-page.tsx')).MyTicketsPage,
}));

tidyAddress();
render(
  () => (
    <Router root={Shell}>
      <Route path="/" component={() => <EventsPage readBuyerStates={readBuyerStates} />} />
      <Route path="/events/:id" component={EventPage} />
      <Route path="/events/:id/waiting-room" component={WaitingRoomPage} />
      <Route path="/events/:id/choose" component={ChoosePage} />
      <Route path="/events/:id/checkout" component={CheckoutPage} />
      <Route path="/events/:id/order" component={OrderPage} />
      <Route path="/tickets" component={LinkedOrderPage} />
      <Route path="/my-tickets" component={MyTicketsPage} />
      {organiserRoutes}
      <Route path="*" component={NotFoundPage} />
    </Router>
  ),
  document.getElementById('app')!,
);

// Preloading lets a buyer who loses the network reach the next steps. A failed load is retried when its page opens.
const whenIdle: (call: () => void) => unknown = globalThis.requestIdleCallback ?? ((call) => setTimeout(call, 2_000));
addEventListener('load', () => whenIdle(() => preloads.forEach((load) => void load().catch(() => undefined))));
