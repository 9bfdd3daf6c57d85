// What is looked at now and then: a script of its own, loaded once the lots are there.
export { default as CallDialog } from './pages/CallDialog.svelte';
export { default as CallSomebody } from './pages/CallSomebody.svelte';
export { default as Help } from './pages/Help.svelte';
export { default as LiveCallDialog } from './pages/LiveCallDialog.svelte';
export { default as Page } from './pages/Page.svelte';
export { default as SettingsDialog } from './pages/SettingsDialog.svelte';
