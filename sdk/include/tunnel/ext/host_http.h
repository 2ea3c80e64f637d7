/*
 * tunnel/ext/host_http.h - "tunnel.host.http/1": the host's own HTTP client.
 *
 * Connections are pooled over all plugins; proxies, trust and metrics of the operator apply. Redirects
 * are not followed unless asked. Answers with a Content-Encoding of gzip or deflate arrive decoded.
 */
#ifndef TUNNEL_EXT_HOST_HTTP_H
#define TUNNEL_EXT_HOST_HTTP_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_HTTP "tunnel.host.http/1"

typedef uint64_t tunnel_http; /* one request under way; dead after on_done */

enum {
  TUNNEL_HTTP_FOLLOW_REDIRECTS = 1u << 0, /* same origin only, at most 5, method and body kept */
  TUNNEL_HTTP_STREAM_BODY = 1u << 1       /* the body comes through `write`, until `end` */
};

/* What on_head wants done with the body. */
enum {
  TUNNEL_HTTP_BODY_DISCARD = 0, /* read and drop it */
  TUNNEL_HTTP_BODY_STREAM = 1,  /* on_data for each piece, as it comes */
  TUNNEL_HTTP_BODY_COLLECT = 2, /* one buffer in on_done, without copying it again */
  TUNNEL_HTTP_BODY_CANCEL = 3   /* no interest: end the request now (on_done follows) */
};

enum {
  TUNNEL_HTTP_OK = 0, /* an answer came to its end, whatever its status */
  TUNNEL_HTTP_ERROR_DNS = 1,
  TUNNEL_HTTP_ERROR_TLS = 2,
  TUNNEL_HTTP_ERROR_CONNECT = 3,
  TUNNEL_HTTP_ERROR_CLOSED = 4, /* reset, or closed before the end */
  TUNNEL_HTTP_ERROR_TIMEOUT = 5,
  TUNNEL_HTTP_ERROR_PROTOCOL = 6, /* not HTTP */
  TUNNEL_HTTP_ERROR_INTERNAL = 7,
  TUNNEL_HTTP_ERROR_TOO_LARGE = 8, /* the collected body passed max_body_bytes */
  TUNNEL_HTTP_ERROR_CANCELLED = 9
};

typedef struct tunnel_http_result {
  uint32_t size;
  uint32_t error;       /* TUNNEL_HTTP_OK or TUNNEL_HTTP_ERROR_… */
  int32_t status;       /* of the answer; 0 when none came */
  tunnel_string kind;   /* finer than `error`: "connection_refused", "eof"; empty when OK */
  tunnel_string detail; /* for a log */
  tunnel_buffer body;   /* COLLECT: the body, also when empty; the host releases its reference after on_done */
  tunnel_bytes bytes;   /* COLLECT: its contents, borrowed */
} tunnel_http_result;

typedef struct tunnel_http_request {
  uint32_t size;
  uint32_t flags;             /* TUNNEL_HTTP_… */
  tunnel_string method;       /* "POST" */
  tunnel_string url;          /* http or https, absolute */
  tunnel_string unix_socket;  /* a path: connect there instead of to the URL's host; may be empty */
  tunnel_headers headers;     /* Host, framing and Accept-Encoding are the host's */
  tunnel_bytes body;          /* borrowed and copied; ignored when body_buffer is not 0 */
  tunnel_buffer body_buffer;  /* the host takes its own reference: no copy */
  uint64_t timeout_ms;        /* for the whole request; 0: none */
  uint64_t connect_timeout_ms;/* 0: 30 s */
  uint64_t max_body_bytes;    /* COLLECT: more than that is TUNNEL_HTTP_ERROR_TOO_LARGE; 0: the host's limit */
  void *user;
  /* [host-thread] Status and headers (borrowed) of the answer; returns TUNNEL_HTTP_BODY_…. Never for 1xx. */
  uint32_t (*on_head)(void *user, tunnel_http request, int32_t status, tunnel_headers headers);
  /* [host-thread] STREAM: a piece of the body, borrowed. May be NULL when STREAM is never chosen. */
  void (*on_data)(void *user, tunnel_http request, tunnel_bytes data);
  /* [host-thread] The end, exactly once for each started request, also after cancel. */
  void (*on_done)(void *user, tunnel_http request, const tunnel_http_result *result);
} tunnel_http_request;

typedef struct tunnel_host_http {
  uint32_t size;
  /* [any-thread] Starts a request. Strings and headers are copied. On TUNNEL_OK, on_done will come. */
  tunnel_status (*start)(const tunnel_host *host, const tunnel_http_request *request, tunnel_http *handle);
  /* [any-thread] Ends it early; on_done follows with TUNNEL_HTTP_ERROR_CANCELLED. */
  tunnel_status (*cancel)(const tunnel_host *host, tunnel_http request);
  /*
   * [any-thread] STREAM_BODY: appends a copy of `bytes` to the request body; `end` non-zero completes it.
   * TUNNEL_E_LIMIT while more than 1 MiB waits to be sent: nothing was taken, try again later.
   */
  tunnel_status (*write)(const tunnel_host *host, tunnel_http request, tunnel_bytes bytes, int32_t end);
} tunnel_host_http;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_HTTP_H */
