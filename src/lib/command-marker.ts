/** Every command that Autohome starts carries this variable, and hands it on to what it starts itself. */
export const COMMAND_MARKER = 'AUTOHOME_COMMAND'
