/// How the page looks, by the reader's choice of light or dark.
enum HTMLStyle {
  static let text = """
    :root { --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --raised: #f6f8fa;
      --good: #dafbe1; --good-ink: #116329; --bad: #ffebe9; --bad-ink: #a40e26;
      --mild: #fff8c5; --mild-ink: #7d4e00; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #0d1117; --ink: #e6edf3; --quiet: #9198a1; --line: #3d444d; --raised: #151b23;
        --good: #12331c; --good-ink: #7ee787; --bad: #4a1216; --bad-ink: #ffb3ae;
        --mild: #3b2f0b; --mild-ink: #f2cc60; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 1440px; padding: 24px; background: var(--paper);
      color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
    h1 { margin: 0; font-size: 28px; } h1 small { color: var(--quiet); font-weight: 400; }
    h2 { margin: 32px 0 8px; font-size: 19px; }
    .quiet { color: var(--quiet); font-size: 13px; }
    .verdict { display: inline-block; margin: 8px 0; padding: 4px 12px; border-radius: 16px;
      font-weight: 600; }
    .good { background: var(--good); color: var(--good-ink); }
    .bad { background: var(--bad); color: var(--bad-ink); }
    .mild { background: var(--mild); color: var(--mild-ink); }
    .tiles { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 12px; }
    .tile { min-width: 96px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 8px; }
    .tile b { display: block; font-size: 22px; line-height: 1.2; }
    .tile span { font-size: 12px; opacity: .85; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 13px; }
    th, td { padding: 3px 8px; border: 1px solid var(--line); text-align: left; }
    thead th { background: var(--raised); vertical-align: bottom; }
    tbody th { font-weight: 500; white-space: nowrap; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .none { color: var(--quiet); }
    .matrix td { text-align: center; padding: 2px 5px; font-variant-numeric: tabular-nums; }
    .matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); font-weight: 500; }
    .matrix i { margin-left: 3px; font-style: normal; font-size: 10px; opacity: .8; }
    .area th { background: var(--raised); font-weight: 600; }
    .key { padding: 0 6px; border-radius: 4px; }
    .ulps small { color: var(--quiet); font-weight: 400; } .ulps td { padding: 3px 6px; }
    .ulps svg { vertical-align: middle; margin-right: 8px; background: var(--raised); }
    .bars { fill: var(--good-ink); } .limit { stroke: var(--bad-ink); stroke-width: .7; fill: none; }
    details { margin: 4px 0; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; }
    summary { cursor: pointer; overflow-wrap: anywhere; }
    .status { padding: 1px 7px; border-radius: 10px; font-size: 12px; font-weight: 600; }
    pre { margin: 8px 0; padding: 8px; overflow-x: auto; background: var(--raised);
      border-radius: 6px; font-size: 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
    footer { margin-top: 32px; }

    """
}
