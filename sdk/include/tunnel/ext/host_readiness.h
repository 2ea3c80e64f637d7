/*
 * tunnel/ext/host_readiness.h - "tunnel.host.readiness/1": whether the server behind a binding is there.
 *
 * For transports that know without being asked: a child process, a connection that is kept. Others are probed.
 * Always granted.
 */
#ifndef TUNNEL_EXT_HOST_READINESS_H
#define TUNNEL_EXT_HOST_READINESS_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_READINESS "tunnel.host.readiness/1"

typedef struct tunnel_host_readiness {
  uint32_t size;
  /*
   * [any-thread] The server is there, as a new one: nothing that was said to an earlier one is known to it (MCP:
   * it has not seen `initialize`). `generation` is not 0 and grows with each. Calls that are started from now on
   * go to it.
   */
  tunnel_status (*up)(const tunnel_host *host, uint64_t generation);
  /* [any-thread] The server is gone. `reason` is one line for the operator, borrowed. */
  tunnel_status (*down)(const tunnel_host *host, tunnel_string reason);
  /*
   * [any-thread] There is nothing to serve: the channel is as if it were not configured, which is no failure, until `up`.
   * Calls are refused without being started, and the control plane is not told of the channel. Appended: ask
   * TUNNEL_HAS_FIELD first.
   */
  tunnel_status (*idle)(const tunnel_host *host, tunnel_string reason);
} tunnel_host_readiness;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_READINESS_H */
