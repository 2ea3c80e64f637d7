/* A descriptor whose summary is not UTF-8. */
#define BROKEN_ID "com.example.bad-utf8"
#define BROKEN_SUMMARY "caf\xe9"
#include "broken.h"
#include "refuse.h"

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  sizeof tunnel_plugin, TUNNEL_ABI_VERSION, broken_count, broken_at, broken_create};
