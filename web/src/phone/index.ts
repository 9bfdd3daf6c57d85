// The phone in this page: loaded for who uses it, or looks at it for the first time.
export { default as PhonePanel } from './PhonePanel.svelte';
export { phone } from './phone.svelte';
