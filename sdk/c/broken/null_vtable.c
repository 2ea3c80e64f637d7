/* Loads and makes an instance, but its transport table has no start. */
#define BROKEN_ID "com.example.null-vtable"
#include "broken.h"
#include <stdlib.h>
#include <string.h>

static tunnel_status vtable_open(tunnel_plugin_instance *self, const tunnel_binding *binding, tunnel_error *error) {
  (void)self, (void)binding, (void)error;
  return TUNNEL_OK;
}

static void vtable_close(tunnel_plugin_instance *self) {
  const tunnel_host *host = self->context;
  const tunnel_host_exchange *exchanges = host->get_extension(host, TUNNEL_HOST_EXCHANGE);
  if (exchanges != NULL) exchanges->closed(host);
}

static const tunnel_transport vtable = {.size = sizeof vtable, .open = vtable_open, .close = vtable_close};

static const void *vtable_get_extension(tunnel_plugin_instance *self, const char *name) {
  (void)self;
  return strcmp(name, TUNNEL_TRANSPORT) == 0 ? &vtable : NULL;
}

static void vtable_destroy(tunnel_plugin_instance *self) { free(self); }

static tunnel_status vtable_create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  (void)id, (void)error;
  tunnel_plugin_instance *self = calloc(1, sizeof *self);
  if (self == NULL) return TUNNEL_E_MEMORY;
  *self = (tunnel_plugin_instance){sizeof *self, (void *)(uintptr_t)host, vtable_get_extension, vtable_destroy};
  *instance = self;
  return TUNNEL_OK;
}

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  sizeof tunnel_plugin, TUNNEL_ABI_VERSION, broken_count, broken_at, vtable_create};
