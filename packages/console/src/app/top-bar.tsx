// The bar on top: which server this is, who is asking, colours.

import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { serverQuery, sessionQuery } from '../api/queries.ts';
import { logOut } from '../api/session.ts';
import { href, paths } from './paths.ts';
import { usePreferences } from './preferences.tsx';

export function TopBar() {
  const { isDark, change } = usePreferences();
  const { data: server } = useQuery(serverQuery);
  const identity = useIdentity();
  const region = server === undefined ? '' : `${server.Realm.Region} · ${server.Realm.Account}`;
  return (
    <header id="top-bar">
      <TopNavigation
        identity={{ href: href(paths.functions), title: 'Perdure' }}
        utilities={[
          ...(region === '' ? [] : [{ type: 'button' as const, text: region, href: href(paths.settings) }]),
          {
            type: 'button',
            text: isDark ? 'Light' : 'Dark',
            title: isDark ? 'Switch to light colours' : 'Switch to dark colours',
            ariaLabel: isDark ? 'Switch to light colours' : 'Switch to dark colours',
            onClick: () => change({ colours: isDark ? 'light' : 'dark' }),
          },
          ...identity,
        ]}
      />
    </header>
  );
}

function useIdentity(): TopNavigationProps.Utility[] {
  const { data: session } = useQuery(sessionQuery);
  const client = useQueryClient();
  if (session?.LoginRequired !== true || session.Identity === undefined) return [];
  const { Arn } = session.Identity;
  return [
    {
      type: 'menu-dropdown',
      text: Arn.slice(Arn.lastIndexOf('/') + 1),
      description: Arn,
      iconName: 'user-profile',
      items: [{ id: 'log-out', text: 'Log out' }],
      onItemClick: () => void logOut().then(() => client.resetQueries()),
    },
  ];
}
