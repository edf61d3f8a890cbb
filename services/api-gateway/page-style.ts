/** The look of the pages: the colours of the application's own page, in light and in dark. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f7f4ee; --sheet: #fffdf9; --sunk: #efeae1; --ink: #1e2521; --soft: #56605a;
  --line: #e2dbcf; --accent: #1d6b52; --accent-soft: #e0eee7; --warm: #8a4300; --late: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131614; --sheet: #1b1f1d; --sunk: #242a27; --ink: #ecefec; --soft: #a3ada7;
    --line: #2c3330; --accent: #6fd0a6; --accent-soft: #1d3a2e; --warm: #f5b56b; --late: #ff9a8f;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 400 1rem/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Arial, sans-serif;
}
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, pre:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px;
}
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--sheet); padding: .5rem 1rem; }
.frame { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
@media (min-width: 60rem) {
  .frame { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 3rem; }
  .contents { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; }
}
.contents { padding: 2rem 0 1rem; font-size: .9rem; }
.contents p { margin: 1.25rem 0 .25rem; font-weight: 650; }
.contents ul { list-style: none; margin: 0; padding: 0; }
.contents a { display: block; padding: .2rem 0; text-decoration: none; color: var(--soft); }
.contents a:hover { color: var(--accent); text-decoration: underline; }
h1 { font-size: 2rem; line-height: 1.2; margin: 2rem 0 .75rem; letter-spacing: -.02em; }
h2 { font-size: 1.45rem; margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 0; }
h4 { font-size: .85rem; margin: 1.25rem 0 .35rem; color: var(--soft); }
.lead { font-size: 1.1rem; color: var(--soft); max-width: 44rem; }
code, pre { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
:not(pre) > code { background: var(--sunk); padding: .1em .3em; border-radius: 4px; }
pre {
  background: var(--sunk); padding: .8rem 1rem; border-radius: 9px; overflow-x: auto;
  margin: .35rem 0;
}
.card {
  background: var(--sheet); border: 1px solid var(--line); border-radius: 14px;
  padding: 1.1rem 1.25rem; margin: 1rem 0;
}
.route { display: flex; flex-wrap: wrap; gap: .6rem; align-items: baseline; margin: .35rem 0; }
.method { font-weight: 700; font-size: .8rem; color: var(--accent); letter-spacing: .03em; }
.method.delete { color: var(--late); }
.method.post, .method.put, .method.patch { color: var(--warm); }
.badge { font-size: .78rem; color: var(--soft); border: 1px solid var(--line);
  border-radius: 99px; padding: 0 .6rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
details { margin: .6rem 0; }
summary { cursor: pointer; color: var(--accent); }
.narrow { max-width: 44rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
`;
