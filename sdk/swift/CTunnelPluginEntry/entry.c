/* The one exported symbol of a plugin written in Swift; its functions are TunnelPluginKit's. */
#include "../../include/tunnel/plugin.h"

extern uint32_t tunnel_kit_descriptor_count(void);
extern const tunnel_plugin_descriptor *tunnel_kit_descriptor_at(uint32_t index);
extern tunnel_status tunnel_kit_create(const tunnel_host *host, const char *id, tunnel_plugin_instance **instance,
                                       tunnel_error *error);

const tunnel_plugin_entry tunnel_plugin = {
    sizeof(tunnel_plugin_entry), TUNNEL_ABI_VERSION,      tunnel_kit_descriptor_count,
    tunnel_kit_descriptor_at,    tunnel_kit_create,
};
