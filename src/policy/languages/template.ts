/**
 * Whether a template of `docker inspect` prints single fields, and neither a container's environment nor something whole
 * that it is part of: in `{{.}}`, `{{json .Config}}` or `{{index .Config "Env"}}` the passwords are.
 */
export const showsFields = (template: string): boolean =>
  /\{\{/.test(template) &&
  !/Env|CreateCommand/i.test(template) &&
  !/(?<!Host)Config(?!\.[A-Z])/.test(template) &&
  !/[\s{(|=,][.$](?=[\s})|]|$)/.test(template)
