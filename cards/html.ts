export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** An element whose content is HTML already. */
export const tag = (name: string, className: string, content: string): string =>
  `<${name}${className === '' ? '' : ` class="${className}"`}>${content}</${name}>`
