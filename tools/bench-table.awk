# The table of tools/bench --workloads, from lines of workload, where, first time, rounds, size of the
# results, the processors' time of each round.

function median(text,   n, i, j, t, list) {
  n = split(text, list, " ")
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) {
      t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
    }
  least = list[1]
  return list[int((n + 1) / 2)]
}
function time(seconds) {
  if (seconds < 1e-4) return sprintf("%.3f us", seconds * 1e6)
  return sprintf("%.3f ms", seconds * 1e3)
}
function ratio(peer, own) { return peer == "" ? "-" : sprintf("%.2f", peer / own) }
{
  if (!($1 in known)) { known[$1] = 1; order[++count] = $1 }
  if (!($2 in place)) { place[$2] = ++places; where[places] = $2 }
  key = $1 SUBSEP $2
  values[key] = values[key] " " $4
  busy[key] = busy[key] " " $6
  if (!(key in first) || $3 < first[key]) first[key] = $3
  size[key] = $5
}
END {
  format = "%-34s %-9s %12s %12s %12s %12s %8s %8s %8s  %s\n"
  printf format, "", "", "median", "quickest", "processors", "first", "median", "quickest", "proc.", ""
  printf format, "", "", "", "", "", "", "x peer", "x peer", "x peer", ""
  for (i = 1; i <= count; i++) {
    name = order[i]
    peer = ""
    for (j = 1; j <= places; j++)
      if ((where[j] == "jax" || where[j] == "keras") && (name, where[j]) in values) peer = where[j]
    middle[peer] = quick[peer] = work[peer] = ""
    if (peer != "") {
      middle[peer] = median(values[name, peer]); quick[peer] = least
      work[peer] = median(busy[name, peer])
    }
    for (j = 1; j <= places; j++) {
      key = name SUBSEP where[j]
      if (!(key in values)) continue
      own = median(values[key]); best = least
      processors = median(busy[key])
      distance = size[key] - size[name, peer]
      if (distance < 0) distance = -distance
      differs = peer != "" && !(distance <= 1e-3 * size[name, peer]) ? "DIFFERS " size[key] " " size[name, peer] : ""
      printf format, where[j] == where[1] ? name : "", where[j], time(own), time(best),
        time(processors), time(first[key]), ratio(middle[peer], own), ratio(quick[peer], best),
        ratio(work[peer], processors), differs
    }
  }
}
