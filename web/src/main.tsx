import { Route, Router } from '@solidjs/router';
import { lazy } from 'solid-js';
import { render } from 'solid-js/web';
import { EventsPage } from './events/events-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { organiserRoutes } from './organiser/organiser-routes.tsx';
import { Shell } from './shell.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

// The first page comes with the bundle, the others when they are wanted.
const EventPage = lazy(async () => ({ default: (await import('./events/event-page.tsx')).EventPage }));
const WaitingRoomPage = lazy(async () => ({ default: (await import('./waiting-room/waiting-room-page.tsx')).WaitingRoomPage }));
const ChoosePage = lazy(async () => ({ default: (await import('./purchase/choose-page.tsx')).ChoosePage }));
const CheckoutPage = lazy(async () => ({ default: (await import('./purchase/checkout-page.tsx')).CheckoutPage }));
const OrderPage = lazy(async () => ({ default: (await import('./tickets/order-page.tsx')).OrderPage }));
const MyTicketsPage = lazy(async () => ({ default: (await import('./tickets/my-tickets-page.tsx')).MyTicketsPage }));

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
