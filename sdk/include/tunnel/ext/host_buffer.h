/*
 * tunnel/ext/host_buffer.h - "tunnel.host.buffer/1": refcounted bytes that cross without a copy.
 *
 * A buffer is written by one owner, then frozen by its first use as a message or a request body, and
 * from then on only read. Always granted.
 */
#ifndef TUNNEL_EXT_HOST_BUFFER_H
#define TUNNEL_EXT_HOST_BUFFER_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_BUFFER "tunnel.host.buffer/1"

typedef struct tunnel_host_buffer {
  uint32_t size;
  /* [any-thread] A new empty buffer with one reference. `capacity` is a hint in bytes. 0 on failure. */
  tunnel_buffer (*create)(const tunnel_host *host, size_t capacity);
  /*
   * [any-thread] Appends a copy of `bytes`. TUNNEL_E_INVALID once frozen, TUNNEL_E_LIMIT past the host's
   * message limit. Not concurrently with another call on the same buffer.
   */
  tunnel_status (*append)(const tunnel_host *host, tunnel_buffer buffer, tunnel_bytes bytes);
  /* [any-thread] The contents, and freezes it: valid until the caller's reference is released. */
  tunnel_status (*view)(const tunnel_host *host, tunnel_buffer buffer, tunnel_bytes *contents);
  /* [any-thread] One more reference. */
  tunnel_status (*retain)(const tunnel_host *host, tunnel_buffer buffer);
  /* [any-thread] One reference less; the last one frees it. */
  tunnel_status (*release)(const tunnel_host *host, tunnel_buffer buffer);
} tunnel_host_buffer;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_BUFFER_H */
