/* The exported symbol of a plugin written in Swift; TunnelPluginEntry stands behind it. */
#ifndef TUNNEL_PLUGIN_ENTRY_H
#define TUNNEL_PLUGIN_ENTRY_H

/* Defined by the plugin: its PluginLibrary. */
extern const void *_Nonnull tunnel_kit_library(void);

#endif
