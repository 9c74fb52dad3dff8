/** Doubled slashes, as in a link that was put together by hand, name no other page and would match no route. */
export function tidyAddress(): void {
  const path = location.pathname.replace(/\/{2,}/g, '/');
  if (path !== location.pathname) history.replaceState(history.state, '', `${path}${location.search}${location.hash}`);
}
