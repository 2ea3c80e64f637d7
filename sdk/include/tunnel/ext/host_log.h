/*
 * tunnel/ext/host_log.h - "tunnel.host.log/1": lines in the operator's log.
 *
 * The host adds the plugin's id and channel, redacts secrets and applies the operator's level.
 */
#ifndef TUNNEL_EXT_HOST_LOG_H
#define TUNNEL_EXT_HOST_LOG_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_LOG "tunnel.host.log/1"

enum { TUNNEL_LOG_DEBUG = 1, TUNNEL_LOG_INFO = 2, TUNNEL_LOG_WARNING = 3, TUNNEL_LOG_ERROR = 4 };

typedef struct tunnel_host_log {
  uint32_t size;
  /* [any-thread] Non-zero when a line of this level would be written: ask before formatting an expensive one. */
  int32_t (*enabled)(const tunnel_host *host, uint32_t level);
  /* [any-thread] Writes one line. `message` is borrowed; invalid UTF-8 and control bytes are replaced. */
  tunnel_status (*write)(const tunnel_host *host, uint32_t level, tunnel_string message);
} tunnel_host_log;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_LOG_H */
