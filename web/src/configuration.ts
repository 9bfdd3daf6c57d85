// The page on which an admin changes the server's settings: a script of its own, as only they need it.
export { default as Configuration } from './configuration/Configuration.svelte';
