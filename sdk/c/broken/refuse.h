/* refuse.h - a create that the host should never come to. */
#ifndef REFUSE_H
#define REFUSE_H

#include <tunnel/plugin.h>

static tunnel_status broken_create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  (void)host, (void)id, (void)instance, (void)error;
  return TUNNEL_E_INVALID;
}

#endif
