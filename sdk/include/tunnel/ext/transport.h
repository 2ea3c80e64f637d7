/*
 * tunnel/ext/transport.h - "tunnel.transport/1": how commands reach an MCP server.
 *
 * One plugin instance serves one binding: one channel of the tunnel with its own configuration. The
 * host hands each command over as an exchange and goes on; the plugin answers it through
 * "tunnel.host.exchange/1", the other half of this header, from any thread and in its own time:
 *
 *     start ──▶ [ head ]  emit*  finish          finish exactly once, after that the handle is dead
 *
 * The plugin does not have to understand JSON-RPC: it emits each message of the server as it comes,
 * and the host says what it was (tunnel_message_kind).
 */
#ifndef TUNNEL_EXT_TRANSPORT_H
#define TUNNEL_EXT_TRANSPORT_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_TRANSPORT "tunnel.transport/1"
#define TUNNEL_HOST_EXCHANGE "tunnel.host.exchange/1"

/* One command on its way through a plugin. Dead after finish, or once cancel was called. */
typedef uint64_t tunnel_exchange;

/* ---- What the host asks of the plugin -------------------------------------------------------- */

typedef struct tunnel_binding {
  uint32_t size;
  uint32_t max_concurrency; /* how many exchanges the host will have under way at once */
  tunnel_string channel;    /* "main" */
  tunnel_string config;     /* a JSON object, as the operator wrote it; "{}" when there is none */
} tunnel_binding;

enum {
  TUNNEL_CALL_REQUEST = 1,      /* a JSON-RPC request: exactly one response is expected */
  TUNNEL_CALL_NOTIFICATION = 2, /* a JSON-RPC notification: deliver it, then finish */
  TUNNEL_CALL_RESPONSE = 3,     /* a JSON-RPC response to the server: deliver it, then finish */
  TUNNEL_CALL_SESSION_END = 4   /* end the session named in `headers` (MCP: HTTP DELETE); no message */
};

typedef struct tunnel_call {
  uint32_t size;
  uint32_t kind;            /* TUNNEL_CALL_… */
  tunnel_bytes message;     /* the JSON-RPC message, as the caller sent it; borrowed */
  tunnel_buffer buffer;     /* holds exactly `message`; the host keeps it until the exchange ends */
  tunnel_bytes id;          /* the raw JSON token of the id, inside `message`; empty without one */
  tunnel_string method;     /* the raw text between the quotes of "method", inside `message` */
  tunnel_headers headers;   /* the caller's headers, already filtered; borrowed */
  int64_t deadline_ns;      /* CLOCK_MONOTONIC; 0: none. The host cancels; this is for information */
} tunnel_call;

enum {
  TUNNEL_CANCEL_DEADLINE = 1, /* nobody waits for the answer any more */
  TUNNEL_CANCEL_SHUTDOWN = 2  /* the binding is being closed */
};

enum {
  /* The server keeps state per process: the control plane should route to one client. */
  TUNNEL_TRANSPORT_PROCESS_AFFINITY = 1u << 0,
  /*
   * The transport answers self-contained requests (MCP 2026-07-28) without a session, and looks after
   * handshakes itself: the host neither guards nor bridges them. An older host ignores the flag.
   */
  TUNNEL_TRANSPORT_STATELESS = 1u << 1
};

typedef struct tunnel_transport {
  uint32_t size;
  uint32_t flags; /* TUNNEL_TRANSPORT_… */
  /*
   * [host-thread] Takes the binding into service: check the configuration, start what is needed. Called
   * once, before anything else. On failure: a negative status and the reason in `error`, one line that
   * names the configuration key and the fix.
   */
  tunnel_status (*open)(tunnel_plugin_instance *self, const tunnel_binding *binding, tunnel_error *error);
  /*
   * [host-thread] Ends the binding: let go of connections and children, then call
   * tunnel_host_exchange.closed, at once or later. All exchanges were cancelled before. Called once, also
   * when open failed.
   */
  void (*close)(tunnel_plugin_instance *self);
  /*
   * [host-thread] Begins an exchange. `call` is borrowed. A negative status refuses it: the exchange is
   * dead and the caller gets an internal error.
   */
  tunnel_status (*start)(tunnel_plugin_instance *self, tunnel_exchange exchange, const tunnel_call *call);
  /*
   * [host-thread] The host no longer wants the answer (TUNNEL_CANCEL_…). The handle is already dead: stop
   * the work, do not finish. A word that crosses with this call is not a fault; after its return it is.
   */
  void (*cancel)(tunnel_plugin_instance *self, tunnel_exchange exchange, uint32_t reason);
  /*
   * [host-thread] Find out whether the server can take calls, without side effects on it, and finish
   * `probe` like an exchange: head with the status if there is one, then finish. The host bounds the
   * time and cancels.
   */
  void (*probe)(tunnel_plugin_instance *self, tunnel_exchange probe);
  /*
   * [host-thread] The same with headers to send, borrowed: the credential of an auth provider (tunnel/ext/auth.h).
   * May be NULL, or lie beyond `size`: then `probe` is called instead.
   */
  void (*probe_with)(tunnel_plugin_instance *self, tunnel_exchange probe, tunnel_headers headers);
} tunnel_transport;

/* ---- What the plugin tells the host: always granted ------------------------------------------ */

/* What an emitted message turned out to be. */
typedef uint32_t tunnel_message_kind;
enum {
  TUNNEL_MESSAGE_NONE = 0,
  TUNNEL_MESSAGE_RESPONSE = 1,     /* the answer to this exchange: nothing more is needed, finish */
  TUNNEL_MESSAGE_NOTIFICATION = 2, /* forwarded to the caller */
  TUNNEL_MESSAGE_REQUEST = 3,      /* the server asks its client something: not forwarded */
  TUNNEL_MESSAGE_OTHER = 4,        /* a response with another id: ignored */
  TUNNEL_MESSAGE_INVALID = 5       /* not one JSON-RPC message: ignored */
};

enum {
  /* The response carries a private id of the plugin: the host puts the caller's id in its place. */
  TUNNEL_EMIT_RESTORE_ID = 1u << 0
};

typedef struct tunnel_message {
  uint32_t size;
  uint32_t flags;       /* TUNNEL_EMIT_… */
  tunnel_bytes bytes;   /* borrowed, copied by the host; ignored when `buffer` is not 0 */
  tunnel_buffer buffer; /* 0, or a buffer that holds exactly the message: the host takes its own reference
                           and copies nothing. Do not append to it afterwards */
} tunnel_message;

/* Where a failure came from; the names are those of the wire (`tunnel_failure.source`). */
enum {
  TUNNEL_FAILURE_NONE = 0,
  TUNNEL_FAILURE_DNS = 1,
  TUNNEL_FAILURE_TLS = 2,
  TUNNEL_FAILURE_CONNECT = 3,
  TUNNEL_FAILURE_CLOSED = 4,      /* the server went away: EOF, reset, exit */
  TUNNEL_FAILURE_TIMEOUT = 5,
  TUNNEL_FAILURE_PROTOCOL = 6,    /* the server answered something that is not MCP */
  TUNNEL_FAILURE_INTERNAL = 7,
  TUNNEL_FAILURE_UNSUPPORTED = 8  /* this transport cannot do that call (session end without sessions) */
};

typedef struct tunnel_outcome {
  uint32_t size;
  uint32_t failure;          /* TUNNEL_FAILURE_…; NONE: the exchange ran its course */
  tunnel_string kind;        /* finer: "connection_refused", "eof"; empty: by the source */
  tunnel_string detail;      /* for the operator's log, never sent to the caller; may be empty */
  tunnel_bytes error_body;   /* body of an HTTP error answer (at most the first 102,400 bytes), borrowed */
  uint64_t error_body_bytes; /* how long that body really was */
} tunnel_outcome;

typedef struct tunnel_host_exchange {
  uint32_t size;
  /*
   * [any-thread] Status (HTTP) and headers of the server's answer; once, before the first emit. Without it
   * the answer counts as 200 without headers.
   */
  tunnel_status (*head)(const tunnel_host *host, tunnel_exchange exchange, int32_t status, tunnel_headers headers);
  /*
   * [any-thread] One message of the server. `kind` (may be NULL) is set to what it was. TUNNEL_E_STALE when
   * the exchange is over; TUNNEL_E_LIMIT when the message is too large: finish with TUNNEL_FAILURE_PROTOCOL and
   * the kind "response_body_too_large".
   */
  tunnel_status (*emit)(const tunnel_host *host, tunnel_exchange exchange, const tunnel_message *message,
                        tunnel_message_kind *kind);
  /* [any-thread] Ends the exchange, exactly once. Also when nothing was emitted, or something failed. */
  tunnel_status (*finish)(const tunnel_host *host, tunnel_exchange exchange, const tunnel_outcome *outcome);
  /* [any-thread] The work of tunnel_transport.close is done. */
  tunnel_status (*closed)(const tunnel_host *host);
} tunnel_host_exchange;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_TRANSPORT_H */
