/*
 * tunnel/ext/host_state.h - "tunnel.host.state/1": a private folder that outlives the process.
 */
#ifndef TUNNEL_EXT_HOST_STATE_H
#define TUNNEL_EXT_HOST_STATE_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_STATE "tunnel.host.state/1"

typedef struct tunnel_host_state {
  uint32_t size;
  /*
   * [any-thread] The absolute path of the folder, made now when it is not there: mode 0700, the process's own, no symbolic
   * link. It is one for each plugin id: channels of one plugin, and other processes of the same user, share it, so lock
   * what you write or write whole files and rename them. The text is valid as long as the host object.
   * TUNNEL_E_SYSTEM, with the reason in `error`: there is none to be had.
   */
  tunnel_status (*folder)(const tunnel_host *host, tunnel_string *path, tunnel_error *error);
} tunnel_host_state;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_STATE_H */
