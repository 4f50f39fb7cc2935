// The colours and fonts of the design system, under names that our own style sheets can use. The design system's own names
// carry a hash that changes with its releases.

import {
  borderRadiusContainer,
  colorBackgroundContainerContent,
  colorBackgroundItemSelected,
  colorBackgroundLayoutMain,
  colorBorderDividerDefault,
  colorBorderItemSelected,
  colorTextBodyDefault,
  colorTextBodySecondary,
  colorTextLinkDefault,
  colorTextStatusError,
  colorTextStatusInactive,
  colorTextStatusInfo,
  colorTextStatusSuccess,
  colorTextStatusWarning,
  fontFamilyBase,
  fontFamilyMonospace,
} from '@cloudscape-design/design-tokens';

const tokens = {
  background: colorBackgroundContainerContent,
  'background-page': colorBackgroundLayoutMain,
  'background-selected': colorBackgroundItemSelected,
  border: colorBorderDividerDefault,
  'border-selected': colorBorderItemSelected,
  text: colorTextBodyDefault,
  'text-secondary': colorTextBodySecondary,
  link: colorTextLinkDefault,
  good: colorTextStatusSuccess,
  bad: colorTextStatusError,
  warning: colorTextStatusWarning,
  open: colorTextStatusInfo,
  idle: colorTextStatusInactive,
  font: fontFamilyBase,
  'font-code': fontFamilyMonospace,
  radius: borderRadiusContainer,
} as const;

/** Makes `var(--good)` and the others known below the element. */
export function setTokens(element: HTMLElement): void {
  for (const [name, value] of Object.entries(tokens)) element.style.setProperty(`--${name}`, value);
}
