/*
 * tunnel/ext/operator.h - "tunnel.operator/1": what a plugin adds to the operator's server.
 *
 * A plugin instance that offers this extension mounts one name below the operator's API and answers what is asked there,
 * with a body or with a stream of server-sent events. It may also bring a panel: a tab of the operator's page. It answers
 * through "tunnel.host.operator/1", the other half of this header, from any thread and in its own time:
 *
 *     serve ──▶ respond | begin  event*  end          exactly once, after that the handle is dead
 *
 * An instance that serves a channel (tunnel/ext/transport.h) may offer this too: the same instance then does both. One
 * that is loaded for this alone is a service: it needs no channel.
 *
 * The host stands guard: who may ask at all, tokens, foreign origins and names, and the size of bodies.
 */
#ifndef TUNNEL_EXT_OPERATOR_H
#define TUNNEL_EXT_OPERATOR_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_OPERATOR "tunnel.operator/1"
#define TUNNEL_HOST_OPERATOR "tunnel.host.operator/1"

/* One request under way. Dead after respond or end, or once cancel was called. */
typedef uint64_t tunnel_operator_request;

/* ---- What the host asks of the plugin -------------------------------------------------------- */

enum {
  /* Asked on this machine, over loopback or a Unix socket and through no proxy. */
  TUNNEL_OPERATOR_LOCAL = 1u << 0,
  /* The request changes something or starts work: an unsafe method, or a path that the plugin declared as such. */
  TUNNEL_OPERATOR_CONTROL = 1u << 1
};

typedef struct tunnel_operator_call {
  uint32_t size;
  uint32_t flags;         /* TUNNEL_OPERATOR_… */
  tunnel_string method;   /* "GET"; a HEAD comes as GET, its body is dropped */
  tunnel_string path;     /* below the mount, without the slash before it: "events/stream"; percent-decoded */
  tunnel_string query;    /* as it was sent, without the question mark; may be empty */
  tunnel_headers headers; /* Accept, Accept-Language, Content-Type and Last-Event-ID, as far as they were sent */
  tunnel_bytes body;      /* at most 1 MiB */
} tunnel_operator_call;

typedef struct tunnel_operator {
  uint32_t size;
  uint32_t flags; /* 0 */
  /*
   * The name below "/api/": [a-z][a-z0-9-]*, at most 32 bytes, NUL-terminated like all text of this table; it lives as long
   * as the instance. Should a route of the host or an earlier plugin have it, only "/api/plugins/<id>/" leads here; that
   * does always.
   */
  const char *mount;
  /*
   * Paths whose GET is control, too, NULL-terminated; may be NULL. "run" is that path alone, "run/" everything below it.
   */
  const char *const *control_paths;
  /* The title of the panel; NULL: none. */
  const char *panel_title;
  /*
   * The path below the mount where a GET answers with the panel's script, an ES module that exports
   * `panel(container, api)`; NULL: the page has a tab for it, or none. The host serves it as "/plugins/<id>/panel.js".
   */
  const char *panel_script;
  /*
   * [host-thread] Takes a service into service: check the configuration, a JSON object ("{}" when there is none), borrowed.
   * Called once, before serve; not for an instance that serves a channel: that one was opened as a transport. On failure:
   * a negative status and the reason in `error`, one line that names the configuration key and the fix.
   */
  tunnel_status (*open)(tunnel_plugin_instance *self, tunnel_string config, tunnel_error *error);
  /*
   * [host-thread] Ends the service: let go of connections and children, then call tunnel_host_operator.closed, at once or
   * later. All requests were cancelled before. Called once, also when open failed; like open not for an instance that
   * serves a channel.
   */
  void (*close)(tunnel_plugin_instance *self);
  /*
   * [host-thread] Asks. `call` is borrowed with everything in it. Several may be under way. A negative status refuses it:
   * the handle is dead, do not answer it; the client gets 500. It may be answered before serve returns. The host waits
   * three minutes for respond or begin.
   */
  tunnel_status (*serve)(tunnel_plugin_instance *self, tunnel_operator_request request, const tunnel_operator_call *call);
  /*
   * [host-thread] The client has left, or the host is on its way out. The handle is already dead: stop, do not answer. A
   * word that crosses with this call is not a fault; after its return it is.
   */
  void (*cancel)(tunnel_plugin_instance *self, tunnel_operator_request request);
} tunnel_operator;

/* ---- What the plugin tells the host: always granted ------------------------------------------ */

typedef struct tunnel_host_operator {
  uint32_t size;
  /*
   * [any-thread] The whole answer, borrowed and copied; an empty type stands for "application/json; charset=utf-8".
   * TUNNEL_E_STALE when the request is over: answering twice, or after cancel, is a counted fault. TUNNEL_E_INVALID for a
   * status outside 200 to 599 or a type with control characters: a fault, and the client gets 500.
   */
  tunnel_status (*respond)(const tunnel_host *host, tunnel_operator_request request, int32_t status,
                           tunnel_string content_type, tunnel_bytes body);
  /*
   * [any-thread] Answers with a stream of server-sent events. The host sends the head and signs of life. TUNNEL_E_LIMIT
   * when too many streams are open (64 for all plugins): the client was told so, and the handle is dead. A plugin in a
   * process of its own may hear it as a cancel instead.
   */
  tunnel_status (*begin)(const tunnel_host *host, tunnel_operator_request request);
  /*
   * [any-thread] One event after begin; `id` 0: without an id. `data` is one line (compact JSON), copied. TUNNEL_E_LIMIT
   * while 256 events or 1 MiB wait for a slow reader: nothing was taken; end the stream and let the reader come back with
   * Last-Event-ID, or leave the event out. From a process of its own a little more is on its way: 64 events or 256 KiB.
   */
  tunnel_status (*event)(const tunnel_host *host, tunnel_operator_request request, tunnel_string name, uint64_t id,
                         tunnel_bytes data);
  /* [any-thread] Ends the stream; what was sent before still arrives. */
  tunnel_status (*end)(const tunnel_host *host, tunnel_operator_request request);
  /*
   * [host-thread] The state of the tunnel, the JSON of "/api/status", in a buffer that the caller releases; 0 when there is
   * none. Names, descriptions and error texts in it may come from elsewhere: data, not words of the operator. In a process
   * of its own a plugin gets it as it was when the last request came, or at most some two seconds ago.
   */
  tunnel_buffer (*status_json)(const tunnel_host *host);
  /* [any-thread] The work of tunnel_operator.close is done. */
  tunnel_status (*closed)(const tunnel_host *host);
} tunnel_host_operator;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_OPERATOR_H */
