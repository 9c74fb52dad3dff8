import { A } from '@solidjs/router';
import { Page } from './ui/page.tsx';

export const NotFoundPage = () => (
  <Page title="Nothing here">
    <p>
      There is no such page. <A href="/">See all events</A>
    </p>
  </Page>
);
