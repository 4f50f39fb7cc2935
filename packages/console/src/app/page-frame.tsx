// What a page tells the frame around it: its title, and the way that leads to it.

import {
  createContext,
  type Dispatch,
  type ReactNode,
  type SetStateAction,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';

export interface Crumb {
  text: string;
  /** A path of the console, without its base. */
  path: string;
}

const Crumbs = createContext<readonly Crumb[]>([]);
const SetCrumbs = createContext<Dispatch<SetStateAction<readonly Crumb[]>>>(() => undefined);

export function PageFrameProvider({ children }: { children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>([]);
  return (
    <SetCrumbs value={setCrumbs}>
      <Crumbs value={crumbs}>{children}</Crumbs>
    </SetCrumbs>
  );
}

export const useCrumbs = (): readonly Crumb[] => useContext(Crumbs);

/** Names the page in the tab of the browser, and in the line of breadcrumbs. The last crumb is the page itself. */
export function usePage(...crumbs: readonly Crumb[]): void {
  const setCrumbs = useContext(SetCrumbs);
  const key = JSON.stringify(crumbs);
  const stable = useMemo<readonly Crumb[]>(() => JSON.parse(key), [key]);
  useEffect(() => {
    setCrumbs(stable);
    document.title = `${stable.at(-1)?.text ?? 'Console'} · Perdure`;
  }, [stable, setCrumbs]);
}
