// The frame around every page: the bar on top, the navigation at the side, the way here, and what just happened.

import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Flashbar from '@cloudscape-design/components/flashbar';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { type MouseEvent, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { ConnectionBar } from './connection-bar.tsx';
import { useNotices } from './notices.tsx';
import { useCrumbs } from './page-frame.tsx';
import { consoleBase, href, paths } from './paths.ts';
import { TopBar } from './top-bar.tsx';

const navigation: readonly SideNavigationProps.Item[] = [
  { type: 'link', text: 'Functions', href: href(paths.functions) },
  { type: 'link', text: 'All executions', href: href(paths.executions) },
  { type: 'link', text: 'Callbacks', href: href(paths.callbacks) },
  { type: 'divider' },
  { type: 'link', text: 'Settings', href: href(paths.settings) },
];

export function Shell() {
  const { pathname } = useLocation();
  const { items } = useNotices();
  const [isOpen, setIsOpen] = useState(() => window.innerWidth > navigationFromWidth);
  const follow = useFollowLinks();
  const isExecution = pathname.startsWith(`${paths.executions}/`);
  const section = isExecution ? paths.functions : `/${pathname.split('/')[1] ?? ''}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the anchors below are what is operated, with keys as well; this only routes.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above.
    <div onClick={follow}>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <TopBar />
      <AppLayoutToolbar
        headerSelector="#top-bar"
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setIsOpen(detail.open)}
        navigationWidth={180}
        navigation={
          <SideNavigation
            activeHref={href(section)}
            header={{ text: 'Perdure', href: href(paths.functions) }}
            items={navigation}
          />
        }
        breadcrumbs={<Breadcrumbs />}
        stickyNotifications
        notifications={
          <>
            <ConnectionBar />
            <Flashbar items={items} />
          </>
        }
        toolsHide
        maxContentWidth={Number.MAX_VALUE}
        content={
          <div id="content" tabIndex={-1}>
            <Outlet />
          </div>
        }
      />
    </div>
  );
}

const navigationFromWidth = 1000;

function Breadcrumbs() {
  const crumbs = useCrumbs();
  return <BreadcrumbGroup items={crumbs.map(({ text, path }) => ({ text, href: href(path) }))} />;
}

/** Plain clicks on links to other pages of the console are routed; everything else is the browser's. */
function useFollowLinks(): (event: MouseEvent) => void {
  const navigate = useNavigate();
  return (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    if (anchor === null || anchor.target === '_blank' || anchor.hasAttribute('download')) return;
    if (anchor.origin !== window.location.origin || !anchor.pathname.startsWith(`${consoleBase}/`)) return;
    if (anchor.getAttribute('href')?.startsWith('#') === true) return;
    event.preventDefault();
    void navigate(`${anchor.pathname.slice(consoleBase.length)}${anchor.search}${anchor.hash}`);
  };
}
