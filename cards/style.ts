/** Near enough to both apps to judge a card by: their widths, sizes and colours, not their letters. */
export const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 24px; background: #eee; color: #111 }
nav { margin-bottom: 24px }
section { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; margin-bottom: 40px }
section h2 { width: 100%; margin: 0 }
figure { margin: 0; padding: 12px; border-radius: 8px; box-sizing: border-box; overflow-wrap: anywhere }
figcaption { font-size: 11px; opacity: .7; margin-bottom: 8px }
.phone { width: 375px } .desktop { width: 720px }
h3 { font-size: 17px; margin: 2px 0 6px } p { margin: 4px 0 } hr { border: 0; border-top: 1px solid #8884 }
ul, ol { margin: 4px 0; padding-left: 22px } li p { margin: 0 }
p, .text, pre { white-space: pre-wrap } pre, code { font: 12px/1.5 ui-monospace, monospace }
pre { padding: 8px; border-radius: 4px; margin: 4px 0; overflow-x: auto }
blockquote { margin: 4px 0; padding-left: 10px; border-left: 4px solid #8886 }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 2px }
button { font: 600 13px system-ui, sans-serif; padding: 6px 12px; border-radius: 4px; border: 1px solid #8888 }
.file { border: 1px solid #8886; border-radius: 8px; padding: 8px 12px; margin: 6px 0 }
.slack.light { background: #fff; color: #1d1c1d } .slack.dark { background: #1a1d21; color: #d1d2d3 }
.slack .context { font-size: 12px; opacity: .75; margin: 4px 0 }
.slack.light pre { background: #f8f8f8; border: 1px solid #ddd } .slack.dark pre { background: #222529; border: 1px solid #444 }
.slack.light code { color: #c01343 } .slack.dark code { color: #e8912d } .slack pre code { color: inherit }
.slack button { background: transparent; color: inherit }
.slack button.primary { background: #007a5a; color: #fff; border-color: #007a5a } .slack button.danger { color: #e01e5a; border-color: #e01e5a }
.discord.light { background: #fff; color: #2e3338 } .discord.dark { background: #313338; color: #dbdee1 }
.discord .container { border: 1px solid #8884; border-left: 4px solid #8884; border-radius: 8px; padding: 12px }
.discord.light .container { background: #f9f9fa } .discord.dark .container { background: #2b2d31 }
.discord small { font-size: 12px; opacity: .75; display: block } .discord .text > div { min-height: 1em }
.discord .text { white-space: normal } .discord .text div { white-space: pre-wrap }
.discord.light pre, .discord.light code { background: #e9eaed } .discord.dark pre, .discord.dark code { background: #1e1f22 }
.discord code { padding: 1px 4px; border-radius: 3px }
.discord button { border: 0; color: #fff } .discord .primary { background: #5865f2 } .discord .secondary { background: #6d6f78 }
.discord .success { background: #248046 } .discord .danger { background: #da373c }
.mention { background: #5865f233; border-radius: 3px; padding: 0 2px }
`
