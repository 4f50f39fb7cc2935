// Zooming and moving with the wheel or a touchpad. React listens to wheels passively, so the listener is added by hand.

import { useEffect, useRef } from 'react';
import { moved, type Viewport, zoomed } from './viewport.ts';

const zoomPerPixel = 1.004;

/** For the element whose right part is the picture. Ctrl or a pinch zooms, a sideways movement moves; else the rows scroll. */
export function useWheel(setViewport: (change: (viewport: Viewport) => Viewport) => void) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      const picture = element.querySelector('.axis')?.getBoundingClientRect();
      if (picture === undefined || picture.width === 0) return;
      const zooms = event.ctrlKey || event.metaKey;
      const moves = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!zooms && !moves) return;
      event.preventDefault();
      const center = (event.clientX - picture.left) / picture.width;
      const sideways = event.deltaX === 0 ? event.deltaY : event.deltaX;
      setViewport((now) =>
        zooms ? zoomed(now, zoomPerPixel ** -event.deltaY, center) : moved(now, sideways / picture.width),
      );
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [setViewport]);
  return place;
}
