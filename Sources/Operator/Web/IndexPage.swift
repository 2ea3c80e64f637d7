/// The page at `/ui`. It has no data of its own: `app.js` fills it from `/api/status`.
enum IndexPage {
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>tunnel-client</title>
    <link rel="stylesheet" href="/assets/app.css">
    <script src="/assets/app.js" defer></script>
    </head>
    <body>
    <a class="skip" href="#main">Skip to status</a>
    <div id="offline" class="offline" role="alert" hidden>
      <strong>No answer from tunnel-client.</strong>
      <span id="offline-text"></span>
    </div>
    <header class="top">
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <path d="M4 26V16a12 12 0 0 1 24 0v10" fill="none" stroke="currentColor" stroke-width="3"
            stroke-linecap="round"/>
          <path d="M11 26V17a5 5 0 0 1 10 0v9" fill="none" stroke="currentColor" stroke-width="3"
            stroke-linecap="round"/>
        </svg>
        <h1>tunnel-client</h1>
        <span id="version" class="quiet"></span>
      </div>
      <nav aria-label="Endpoints">
        <a href="/readyz">readyz</a>
        <a href="/metrics">metrics</a>
        <a href="/api/status">status.json</a>
      </nav>
    </header>
    <main id="main" tabindex="-1">
      <section id="hero" class="hero" data-tone="idle" aria-labelledby="ready">
        <span class="lamp" aria-hidden="true"></span>
        <div class="hero-text" aria-live="polite">
          <h2 id="ready">Loading</h2>
          <p id="reason">Asking the daemon for its state.</p>
        </div>
        <dl class="facts">
          <div><dt>Tunnel</dt><dd><code id="tunnel">–</code></dd></div>
          <div><dt>Up for</dt><dd id="uptime">–</dd></div>
        </dl>
      </section>

      <section class="tiles" aria-label="Overview">
        <article class="tile wide" id="cp" data-tone="idle">
          <h3>Control plane</h3>
          <p class="state" id="cp-state">–</p>
          <p class="detail" id="cp-detail"></p>
          <p class="quiet" id="cp-url"></p>
          <p class="quiet" id="cp-last"></p>
        </article>
        <article class="tile">
          <h3>Queue</h3>
          <p class="figure"><span id="queue-now">–</span><span class="of" id="queue-of"></span></p>
          <div class="bar" id="queue-bar" aria-hidden="true"><span></span></div>
          <p class="quiet">waiting</p>
        </article>
        <article class="tile">
          <h3>Workers</h3>
          <p class="figure"><span id="workers-now">–</span><span class="of" id="workers-of"></span></p>
          <div class="bar" id="workers-bar" aria-hidden="true"><span></span></div>
          <p class="quiet">in work</p>
        </article>
      </section>

      <section aria-labelledby="channels-title" id="channels-section" hidden>
        <h2 class="section" id="channels-title">Channels</h2>
        <table id="channels">
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">State</th>
              <th scope="col">Plugin</th>
              <th scope="col" class="number">In flight</th>
              <th scope="col" class="number">Completed</th>
              <th scope="col" class="number">Failed</th>
              <th scope="col" class="number">Since</th>
            </tr>
          </thead>
          <tbody></tbody>
        </table>
        <p class="empty" id="no-channels" hidden>No channel is configured.</p>
      </section>

      <section aria-labelledby="plugins-title" id="plugins-section" hidden>
        <h2 class="section" id="plugins-title">Plugins</h2>
        <ul id="plugins"></ul>
      </section>
    </main>
    <footer>
      <span id="fresh" class="quiet">Not updated yet</span>
      <span class="quiet">Instance <code id="instance">–</code></span>
    </footer>
    <noscript><p class="empty">This page needs JavaScript. The same facts are at
      <a href="/readyz">/readyz</a> and <a href="/api/status">/api/status</a>.</p></noscript>
    </body>
    </html>

    """#
}
