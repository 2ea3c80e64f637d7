/// `/assets/app.css`.
enum StyleSheet {
  static let css = #"""
    :root {
      color-scheme: light dark;
      --bg: #f6f6f3; --panel: #ffffff; --line: #e4e3dd; --ink: #1b1d1a; --soft: #5f635c;
      --good: #1c7a4b; --good-bg: #e3f3ea; --warn: #8a5a00; --warn-bg: #fbf0d6;
      --bad: #b3261e; --bad-bg: #fbe6e4; --idle: #6b6f68; --idle-bg: #ecece7; --focus: #2457d6;
      --shadow: 0 1px 2px rgb(0 0 0 / .05);
      --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
      --mono: ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --bg: #121412; --panel: #1a1d1a; --line: #2c302b; --ink: #edefea; --soft: #a0a59c;
        --good: #5fd39a; --good-bg: #16301f; --warn: #efbf5b; --warn-bg: #362a10;
        --bad: #ff8f86; --bad-bg: #3b1a18; --idle: #a0a59c; --idle-bg: #262a26; --focus: #8fb0ff;
        --shadow: none;
      }
    }
    [data-tone="good"] { --tone: var(--good); --tone-bg: var(--good-bg); }
    [data-tone="warn"] { --tone: var(--warn); --tone-bg: var(--warn-bg); }
    [data-tone="bad"] { --tone: var(--bad); --tone-bg: var(--bad-bg); }
    [data-tone="idle"] { --tone: var(--idle); --tone-bg: var(--idle-bg); }

    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3rem) 2rem; max-width: 78rem;
      background: var(--bg); color: var(--ink); font: 16px/1.5 var(--sans); font-variant-numeric: tabular-nums;
    }
    h1, h2, h3, p, dl, dd, ul { margin: 0; padding: 0; }
    code { font: .875em/1.5 var(--mono); overflow-wrap: anywhere; }
    a { color: inherit; text-underline-offset: .2em; text-decoration-color: var(--soft); }
    a:hover { text-decoration-color: currentColor; }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 3px; border-radius: 4px; }
    main:focus { outline: none; }
    .quiet { color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
    .skip { position: absolute; left: -999px; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--panel); padding: .25rem .75rem; z-index: 1; }

    .top { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; justify-content: space-between;
      padding: 1.5rem 0; }
    .brand { display: flex; align-items: center; gap: .625rem; }
    .brand svg { width: 1.5rem; height: 1.5rem; }
    .brand h1 { font-size: 1.0625rem; font-weight: 650; letter-spacing: -.01em; }
    nav { display: flex; gap: 1.25rem; font-size: .875rem; }
    nav a { padding: .25rem 0; }

    .offline { margin: 1rem 0 0; padding: .75rem 1rem; border-radius: .75rem; background: var(--bad-bg);
      color: var(--bad); }
    .offline span { color: var(--ink); }
    body.stale main { opacity: .6; }

    .hero { display: flex; align-items: center; gap: 1.25rem; flex-wrap: wrap; padding: 1.75rem; border-radius: 1rem;
      background: var(--tone-bg); }
    .lamp { flex: none; width: 1.125rem; height: 1.125rem; border-radius: 50%; background: var(--tone);
      box-shadow: 0 0 0 .375rem color-mix(in srgb, var(--tone) 20%, transparent); margin: 0 .375rem; }
    .hero-text { flex: 1 1 18rem; min-width: 0; }
    .hero h2 { font-size: clamp(1.75rem, 1.4rem + 1.6vw, 2.5rem); line-height: 1.15; font-weight: 650;
      letter-spacing: -.025em; color: var(--tone); }
    .hero p { margin-top: .25rem; overflow-wrap: anywhere; }
    .facts { display: grid; gap: .25rem; font-size: .875rem; min-width: 0; }
    .facts div { display: grid; grid-template-columns: 4rem 1fr; }
    .facts dt { color: var(--soft); }

    .tiles { display: grid; grid-template-columns: 2fr 1fr 1fr; gap: 1rem; margin-top: 1rem; }
    .tile, table, #plugins, .empty { background: var(--panel); border: 1px solid var(--line); border-radius: 1rem;
      box-shadow: var(--shadow); }
    .tile { padding: 1.25rem 1.5rem; min-width: 0; }
    .tile h3 { font-size: .875rem; font-weight: 500; color: var(--soft); }
    .tile .state { font-size: 1.25rem; font-weight: 600; letter-spacing: -.01em; color: var(--tone); }
    .tile .detail { margin-bottom: .5rem; overflow-wrap: anywhere; }
    .figure { font-size: 2rem; line-height: 1.25; font-weight: 600; letter-spacing: -.02em; }
    .of { color: var(--soft); font-size: 1.125rem; font-weight: 400; letter-spacing: 0; margin-left: .375rem; }
    .bar { height: .375rem; border-radius: 1rem; background: var(--idle-bg); overflow: hidden; margin: .5rem 0; }
    .bar span { display: block; height: 100%; width: 0; border-radius: inherit; background: var(--idle); }
    .bar[data-full] span { background: var(--warn); }

    .section { font-size: 1.0625rem; font-weight: 600; letter-spacing: -.01em; margin: 2.25rem 0 .75rem; }
    table { width: 100%; border-spacing: 0; overflow: hidden; }
    th { text-align: left; font-weight: 500; font-size: .8125rem; color: var(--soft); white-space: nowrap; }
    th, td { padding: .75rem 1rem; vertical-align: top; }
    th:first-child, td:first-child { padding-left: 1.5rem; }
    th:last-child, td:last-child { padding-right: 1.5rem; }
    tbody td { border-top: 1px solid var(--line); }
    .number { text-align: right; white-space: nowrap; }
    td .name { font-weight: 600; }
    td .sub { display: block; color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
    td .sub.fault { color: var(--bad); }
    td.some-failed { color: var(--bad); font-weight: 600; }
    .badge { display: inline-flex; align-items: center; gap: .5rem; padding: .0625rem .625rem; border-radius: 1rem;
      font-size: .875rem; font-weight: 550; color: var(--tone); background: var(--tone-bg); white-space: nowrap; }
    .badge::before { content: ""; width: .4375rem; height: .4375rem; border-radius: 50%; background: currentColor; }

    #plugins { list-style: none; }
    #plugins li { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 2fr) auto; gap: .25rem 1.5rem;
      padding: .75rem 1.5rem; align-items: baseline; }
    #plugins li + li { border-top: 1px solid var(--line); }
    #plugins code { color: var(--soft); }
    #plugins li > :last-child { text-align: right; white-space: nowrap; }
    #plugins .faults { color: var(--bad); font-weight: 600; }
    .empty { padding: 1.5rem; color: var(--soft); }
    footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 2rem; padding-top: 2rem; }

    @media (max-width: 60rem) {
      .tiles { grid-template-columns: 1fr 1fr; }
      .tile.wide { grid-column: 1 / -1; }
    }
    @media (max-width: 46rem) {
      .hero { padding: 1.25rem; align-items: flex-start; gap: 1rem; }
      .lamp { margin: .625rem .375rem 0; }
      .hero-text { flex-basis: 0; }
      .facts { flex-basis: 100%; }
      .tile { padding: 1rem 1.125rem; }
      thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      table, tbody { display: block; }
      tbody tr { display: grid; grid-template-columns: 3fr 4fr 3fr 4fr; gap: .75rem; padding: 1rem 1.125rem; }
      tbody tr + tr { border-top: 1px solid var(--line); }
      tbody td, tbody td:first-child, tbody td:last-child { display: block; padding: 0; border: 0; }
      tbody td.wide { grid-column: 1 / -1; }
      tbody td.half { grid-column: span 2; }
      tbody td.half.end { text-align: right; }
      tbody td.number { text-align: left; }
      tbody td.number::before { content: attr(data-label); display: block; color: var(--soft); font-size: .75rem;
        font-weight: 400; }
      #plugins li { grid-template-columns: 1fr auto; padding: .75rem 1.125rem; }
      #plugins code { grid-column: 1 / -1; grid-row: 2; }
    }

    """#
}
