/*
 * tunnel/ext/auth.h - "tunnel.auth/1": where credentials come from.
 *
 * A plugin instance that is asked for this extension serves as one auth provider with its own configuration. (A plugin
 * may also offer a transport; the host then makes an instance for each.) The host asks for a credential when it needs
 * one and has none that is still good; the plugin answers through "tunnel.host.auth/1", the other half of this header,
 * from any thread and in its own time:
 *
 *     supply ──▶ supplied | failed               exactly once, after that the handle is dead
 *
 * The host caches what it got, asks once for all who wait, and asks again a little before the credential expires or
 * when a server refuses it. A plugin therefore needs no cache of its own. What it supplies is treated as a secret: the
 * host keeps it out of its log and its reports.
 */
#ifndef TUNNEL_EXT_AUTH_H
#define TUNNEL_EXT_AUTH_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_AUTH "tunnel.auth/1"
#define TUNNEL_HOST_AUTH "tunnel.host.auth/1"

/* One request for a credential. Dead after supplied or failed, or once cancel was called. */
typedef uint64_t tunnel_auth;

/* ---- What the host asks of the plugin -------------------------------------------------------- */

/* What the credential is for. A plugin fails what it does not serve, or does not know, with UNSUPPORTED. */
enum {
  TUNNEL_AUTH_CONTROL_PLANE = 1, /* a request to the control plane; header fields */
  TUNNEL_AUTH_MCP_CALL = 2,      /* a call of an MCP server; header fields */
  TUNNEL_AUTH_MCP_DISCOVERY = 3, /* looking whether an MCP server is there; header fields */
  TUNNEL_AUTH_SECRET = 4         /* a value for the configuration, named by `reference`; a secret */
};

/* Why the host asks now. A value that is not known counts as FIRST. */
enum {
  TUNNEL_AUTH_FIRST = 1,    /* the host has none */
  TUNNEL_AUTH_REFRESH = 2,  /* the one it has has expired, or soon will */
  TUNNEL_AUTH_CHALLENGE = 3 /* a server refused the one it had: `status` and `challenge` say how */
};

typedef struct tunnel_auth_request {
  uint32_t size;
  uint32_t purpose;        /* TUNNEL_AUTH_… */
  uint32_t reason;         /* TUNNEL_AUTH_FIRST, _REFRESH, _CHALLENGE */
  int32_t status;          /* CHALLENGE: the HTTP status (401); else 0 */
  tunnel_string target;    /* the URL that the credential is for; may be empty */
  tunnel_string reference; /* SECRET: what the operator wrote behind `exec:`; else empty */
  tunnel_string challenge; /* CHALLENGE: the value of WWW-Authenticate; may be empty */
  int64_t deadline_ns;     /* CLOCK_MONOTONIC; 0: none. The host cancels; this is for information */
} tunnel_auth_request;

typedef struct tunnel_auth_provider {
  uint32_t size;
  uint32_t flags; /* 0 */
  /*
   * [host-thread] Takes the provider into service: check the configuration, a JSON object ("{}" when there is none),
   * borrowed. Called once, before anything else. On failure: a negative status and the reason in `error`, one line that
   * names the configuration key and the fix, and holds no secret.
   */
  tunnel_status (*open)(tunnel_plugin_instance *self, tunnel_string config, tunnel_error *error);
  /*
   * [host-thread] Ends the provider: let go of connections and children, then call tunnel_host_auth.closed, at once or
   * later. All requests were cancelled before. Called once, also when open failed.
   */
  void (*close)(tunnel_plugin_instance *self);
  /*
   * [host-thread] Asks for a credential. `request` is the struct of the same name, borrowed with all its strings; copy
   * what is needed later. Several may be under way. A negative status refuses it: the handle is dead, do not answer it.
   * It may be answered before supply returns.
   */
  tunnel_status (*supply)(tunnel_plugin_instance *self, tunnel_auth handle, const tunnel_auth_request *request);
  /*
   * [host-thread] The host no longer wants the answer: the deadline passed, or the provider is being closed. The handle
   * is already dead: stop the work, do not answer. An answer that crosses with this call is not a fault; after its
   * return it is.
   */
  void (*cancel)(tunnel_plugin_instance *self, tunnel_auth handle);
} tunnel_auth_provider;

/* ---- What the plugin tells the host: always granted ------------------------------------------ */

/* A credential: header fields, a secret, or both; at least one. All borrowed, copied by the host. */
typedef struct tunnel_credential {
  uint32_t size;
  uint32_t flags;         /* 0 */
  tunnel_headers headers; /* added to requests; a caller's own header of the same name wins */
  tunnel_string secret;   /* SECRET: the value; UTF-8 without control characters */
  int64_t expires_ns;     /* CLOCK_MONOTONIC; from then on the host does not use it. 0: good until it is refused */
} tunnel_credential;

/* Why there is no credential. A value that is not known counts as INTERNAL. */
enum {
  TUNNEL_AUTH_INTERNAL = 1,    /* the plugin's own failure */
  TUNNEL_AUTH_UNSUPPORTED = 2, /* this plugin does not serve that purpose */
  TUNNEL_AUTH_UNAVAILABLE = 3, /* the source of credentials could not be reached or started; later it may */
  TUNNEL_AUTH_REFUSED = 4,     /* the source of credentials said no */
  TUNNEL_AUTH_TIMEOUT = 5      /* the source of credentials took too long */
};

typedef struct tunnel_host_auth {
  uint32_t size;
  /*
   * [any-thread] The credential that was asked for. TUNNEL_E_STALE when the request is over: answering it twice, or after
   * cancel, is a counted fault. TUNNEL_E_INVALID when it is empty, has a header that HTTP cannot carry or a secret with
   * control characters: that is a fault too, and the request has failed with TUNNEL_AUTH_INTERNAL.
   */
  tunnel_status (*supplied)(const tunnel_host *host, tunnel_auth handle, const tunnel_credential *credential);
  /*
   * [any-thread] There is none: `code` is TUNNEL_AUTH_INTERNAL and the like, `message` one line for the operator that
   * holds no secret, borrowed. TUNNEL_E_STALE as above.
   */
  tunnel_status (*failed)(const tunnel_host *host, tunnel_auth handle, uint32_t code, tunnel_string message);
  /* [any-thread] The work of tunnel_auth_provider.close is done. */
  tunnel_status (*closed)(const tunnel_host *host);
} tunnel_host_auth;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_AUTH_H */
