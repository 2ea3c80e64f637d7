/*
 * tunnel/ext/host_json.h - "tunnel.host.json/1": slice JSON without decoding it.
 *
 * The results are pointers into the bytes that were given; nothing is copied or allocated. Always granted.
 */
#ifndef TUNNEL_EXT_HOST_JSON_H
#define TUNNEL_EXT_HOST_JSON_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_JSON "tunnel.host.json/1"

enum {
  TUNNEL_JSONRPC_INVALID = 0,      /* not an object with these members */
  TUNNEL_JSONRPC_REQUEST = 1,      /* method and id */
  TUNNEL_JSONRPC_NOTIFICATION = 2, /* method without id, or id null */
  TUNNEL_JSONRPC_RESPONSE = 3      /* id and result or error */
};

typedef struct tunnel_jsonrpc {
  uint32_t size;
  uint32_t kind;        /* TUNNEL_JSONRPC_… */
  tunnel_bytes id;      /* raw token ("7" or "\"a\"", quotes included); empty without one */
  tunnel_string method; /* raw text between the quotes; empty without one */
} tunnel_jsonrpc;

typedef struct tunnel_host_json {
  uint32_t size;
  /*
   * [any-thread] What kind of JSON-RPC message this is. Stops as soon as it knows, so the rest may still
   * turn out to be malformed: emit checks that. The caller sets `message->size`.
   */
  tunnel_status (*inspect)(const tunnel_host *host, tunnel_bytes bytes, tunnel_jsonrpc *message);
  /*
   * [any-thread] The raw value at a JSON Pointer (RFC 6901, object members only: "/params/name"), strings
   * with their quotes. TUNNEL_E_INVALID when the text up to there is malformed or there is no such value.
   */
  tunnel_status (*find)(const tunnel_host *host, tunnel_bytes bytes, const char *pointer, tunnel_bytes *value);
} tunnel_host_json;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_JSON_H */
