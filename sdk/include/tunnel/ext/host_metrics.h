/*
 * tunnel/ext/host_metrics.h - "tunnel.host.metrics/1": numbers in the operator's /metrics.
 *
 * A series is a metric's name with one set of label values. Ask for it once and keep the handle: counting then costs a
 * lookup and an atomic addition, from any thread.
 *
 * Names   begin with "tunnel_plugin_", or, of plugins whose id is "org.tunnel-client.NAME", with "NAME_" (dots and dashes
 *         of the rest of the id become underscores; never "http_client_", which is the host's). They consist of a-z, 0-9 and
 *         `_`, at most 100 bytes. Prometheus wants "_total" at the end of a counter's name and the unit in the others'.
 * Labels  at most 8 of the plugin's own: names as above without a leading `_`, values of at most 128 bytes. The host adds
 *         `plugin` and `channel`; to the names that begin with "NAME_" it adds `otel_scope_name` = NAME and the other two
 *         labels that dashboards of such names know, instead. None of these may be the plugin's own, nor `le`.
 * Bounds  at most 2000 series for each channel of a plugin. A value that comes from outside (a path, a name) is no label.
 */
#ifndef TUNNEL_EXT_HOST_METRICS_H
#define TUNNEL_EXT_HOST_METRICS_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_METRICS "tunnel.host.metrics/1"

typedef uint64_t tunnel_metric; /* one series; it lives as long as the instance */

enum {
  TUNNEL_METRIC_COUNTER = 1,  /* only grows */
  TUNNEL_METRIC_GAUGE = 2,    /* goes up and down */
  TUNNEL_METRIC_HISTOGRAM = 3 /* how often values fell into which range */
};

typedef struct tunnel_metric_series {
  uint32_t size;
  uint32_t kind;         /* TUNNEL_METRIC_…; one name has one kind */
  tunnel_string name;
  tunnel_string help;    /* one line for people; that of a name's first series counts */
  tunnel_headers labels; /* name and value; each name once */
  const double *bounds;  /* histograms: upper bounds, ascending, at most 64; those of a name's first series count */
  size_t bound_count;    /* 0: from 1 ms to 2 min, for seconds */
} tunnel_metric_series;

typedef struct tunnel_host_metrics {
  uint32_t size;
  /*
   * [any-thread] The series, made when it is new; the same handle for the same name and labels. All is copied.
   * TUNNEL_E_INVALID: a name, a label or a bound that the rules forbid, or a name that has another kind;
   * TUNNEL_E_LIMIT: there are too many series already, count under a coarser label.
   */
  tunnel_status (*series)(const tunnel_host *host, const tunnel_metric_series *series, tunnel_metric *metric);
  /* [any-thread] Counters: adds. TUNNEL_E_INVALID for another kind, TUNNEL_E_STALE for a handle that never was. */
  tunnel_status (*add)(const tunnel_host *host, tunnel_metric metric, uint64_t amount);
  /* [any-thread] Gauges: the value from now on. Errors as above. */
  tunnel_status (*set)(const tunnel_host *host, tunnel_metric metric, double value);
  /* [any-thread] Histograms: counts one value; NaN counts nothing. Errors as above. */
  tunnel_status (*observe)(const tunnel_host *host, tunnel_metric metric, double value);
} tunnel_host_metrics;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_METRICS_H */
