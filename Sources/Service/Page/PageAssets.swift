/// What the pages are dressed in; nothing comes from elsewhere.
enum PageAssets {
    static let css = """
        :root { color-scheme: light; --ink: #1b1b1f; --soft: #4d4f57; --line: #c9ccd3;
          --paper: #fff; --ground: #f3f5f8; --main: #0b4f8a; --main-dark: #083a66;
          --good: #0b6b3a; --warn: #fff4d6; --warn-line: #8a5a00; }
        * { box-sizing: border-box; }
        html { font-size: 106.25%; -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.7;
          font-family: "BIZ UDPGothic", "Hiragino Sans", "Noto Sans JP", "Yu Gothic", Meiryo,
          sans-serif; overflow-wrap: anywhere; text-wrap: pretty; }
        :lang(ja) { word-break: auto-phrase; }
        .facts dd { word-break: normal; text-wrap: wrap; }
        h1, .code p, .hint { text-wrap: balance; }
        header, main, footer, .sandbox { max-width: 40rem; margin: 0 auto; padding: 0 1rem; }
        header { display: flex; justify-content: space-between; align-items: center; gap: 1rem;
          padding-top: .75rem; padding-bottom: .75rem; }
        .city { margin: 0; font-weight: 700; }
        nav { display: flex; gap: .25rem; }
        nav a { padding: .5rem .6rem; border-radius: .4rem; white-space: nowrap; }
        nav a[aria-current] { color: var(--ink); text-decoration: none; font-weight: 700; }
        main { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem;
          padding: 1.25rem 1.25rem 1.5rem; }
        @media (max-width: 42rem) { main { border-radius: 0; border-width: 1px 0; } }
        h1 { font-size: 1.5rem; line-height: 1.35; margin: .25rem 0 1rem; }
        h1.good { color: var(--good); }
        h2 { font-size: 1.1rem; margin: 1.25rem 0 .5rem; }
        a { color: var(--main); text-underline-offset: .2em; }
        a:hover { color: var(--main-dark); }
        :focus-visible { outline: 3px solid #b35900; outline-offset: 3px; border-radius: .25rem; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { position: static; display: block; padding: .5rem 1rem; }
        .summary, .facts { display: grid; grid-template-columns: 1fr auto; gap: .35rem 0;
          margin: 1rem 0; padding: 1rem 0 0; border-top: 1px solid var(--line); }
        .facts { grid-template-columns: fit-content(38%) 1fr; column-gap: 1rem; }
        dt { color: var(--soft); }
        dd { margin: 0; }
        .summary > dt:first-child, .summary > dt:first-child + dd { grid-column: 1 / -1; }
        .summary > dt:first-child + dd { font-weight: 700; margin-bottom: .5rem; }
        .amount { text-align: right; padding-left: 1rem; font-variant-numeric: tabular-nums;
          white-space: nowrap; }
        .total { border-top: 2px solid var(--ink); padding-top: .5rem; font-weight: 700;
          color: var(--ink); }
        dd.total { font-size: 1.5rem; line-height: 1.2; }
        .sum { font-size: 2rem; font-weight: 700; margin: 0 0 1rem;
          font-variant-numeric: tabular-nums; }
        button, .button { display: block; width: 100%; padding: .9rem 1rem; margin: .75rem 0;
          border: 2px solid var(--main); border-radius: .5rem; background: var(--main);
          color: #fff; font: inherit; font-weight: 700; font-size: 1.1rem; line-height: 1.4;
          text-align: center; text-decoration: none; cursor: pointer; }
        button:hover, .button:hover { background: var(--main-dark); color: #fff; }
        .button.second, button.plain { background: var(--paper); color: var(--main); }
        .button.second:hover, button.plain:hover { background: var(--ground);
          color: var(--main-dark); }
        .hint { display: block; font-weight: 400; font-size: .9rem; }
        .ways { display: flex; flex-direction: column; }
        .qr { width: min(16rem, 100%); margin: 0 auto; border: 1px solid var(--line); }
        .qr svg { display: block; width: 100%; height: auto; }
        .code p { text-align: center; }
        @media (min-width: 42rem) { .code { order: -1; } }
        .slip .qr { width: min(11rem, 100%); margin: 0; }
        #status { padding: .75rem 1rem; border-left: .4rem solid var(--main);
          background: var(--ground); }
        .warning, #status.warning { padding: .75rem 1rem; background: var(--warn);
          border-left: .4rem solid var(--warn-line); }
        .sandbox { background: var(--warn); padding-top: .4rem; padding-bottom: .4rem;
          font-weight: 700; margin-bottom: .5rem; }
        .until, .note, footer { color: var(--soft); font-size: .94rem; }
        .slip { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1rem 1rem;
          margin-top: 1.5rem; }
        .issuer { margin: 0; }
        .number { font-variant-numeric: tabular-nums; }
        .refunded { font-weight: 700; }
        footer { padding: .75rem 1rem 2rem; }
        @media print { body { background: #fff; } nav, .button, button, .skip, footer,
          main > p { display: none; } main { border: 0; } }

        """

    /// Follows the payment; without it the page works by reloading.
    static let javaScript = """
        (function () {
          "use strict";
          var status = document.getElementById("status");
          if (!status || !window.EventSource) { return; }
          var source = new EventSource(status.dataset.events);
          source.addEventListener("change", function () {
            source.close();
            window.location.replace(status.dataset.page);
          });
        }());

        """
}
