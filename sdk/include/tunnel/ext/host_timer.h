/*
 * tunnel/ext/host_timer.h - "tunnel.host.timer/1": call me later.
 */
#ifndef TUNNEL_EXT_HOST_TIMER_H
#define TUNNEL_EXT_HOST_TIMER_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_TIMER "tunnel.host.timer/1"

typedef uint64_t tunnel_timer;

typedef struct tunnel_host_timer {
  uint32_t size;
  /*
   * [any-thread] Calls `fire(user)` once on the host thread, `delay_ms` from now or a little later. `user`
   * stays the plugin's; the host forgets it after the call, after cancel, and on destroy.
   */
  tunnel_status (*start)(const tunnel_host *host, uint64_t delay_ms, void (*fire)(void *user), void *user,
                         tunnel_timer *timer);
  /*
   * [any-thread] Takes the timer back. From the host thread: it will not fire any more. From another thread
   * it may be firing right now. TUNNEL_E_STALE when it has fired; that is not a fault.
   */
  tunnel_status (*cancel)(const tunnel_host *host, tunnel_timer timer);
} tunnel_host_timer;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_TIMER_H */
