/* A panel on the operator's page, without a channel: it counts its visitors, and can be asked for the tunnel's state. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tunnel/ext/host_buffer.h>
#include <tunnel/ext/operator.h>
#include <tunnel/plugin.h>

typedef struct {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_operator *answer;
  const tunnel_host_buffer *buffers;
  unsigned visits, cancelled;
  tunnel_operator_request stream; /* the last one that was asked for */
} hello;

static const char script[] =
    "export function panel(container, api) {\n"
    "  const text = document.createElement('p');\n"
    "  container.append(text);\n"
    "  api.get('count').then(answer => { text.textContent = 'Hello, visitor ' + answer.visits + '.'; });\n"
    "}\n";

static tunnel_string text(const char *chars) {
  tunnel_string string = {chars, strlen(chars)};
  return string;
}

static int is(tunnel_string string, const char *chars) {
  return string.size == strlen(chars) && (string.size == 0 || memcmp(string.data, chars, string.size) == 0);
}

static tunnel_status respond(hello *self, tunnel_operator_request request, int32_t status, const char *type,
                             const void *body, size_t size) {
  tunnel_bytes bytes = {body, size};
  return self->answer->respond(self->host, request, status, text(type), bytes);
}

static tunnel_status hello_open(tunnel_plugin_instance *instance, tunnel_string config, tunnel_error *error) {
  (void)instance;
  if (!is(config, "{\"bad\":true}")) return TUNNEL_OK;
  snprintf(error->message, sizeof error->message, "bad: must not be true");
  return TUNNEL_E_INVALID;
}

static void hello_close(tunnel_plugin_instance *instance) {
  hello *self = instance->context;
  self->answer->closed(self->host);
}

static tunnel_status hello_serve(tunnel_plugin_instance *instance, tunnel_operator_request request,
                                 const tunnel_operator_call *call) {
  hello *self = instance->context;
  char body[128];
  if (is(call->path, "panel.js")) {
    return respond(self, request, 200, "text/javascript", script, sizeof script - 1);
  }
  if (is(call->path, "status")) {
    tunnel_buffer buffer = self->answer->status_json(self->host);
    tunnel_bytes state = {NULL, 0};
    if (buffer == 0) return respond(self, request, 503, "", "{}", 2);
    self->buffers->view(self->host, buffer, &state);
    respond(self, request, 200, "", state.data, state.size);
    self->buffers->release(self->host, buffer);
    return TUNNEL_OK;
  }
  if (is(call->path, "stream")) {
    tunnel_status status = self->answer->begin(self->host, request);
    tunnel_bytes data = {"{\"hello\":1}", 11};
    if (status < 0) return TUNNEL_OK; /* the host has told the client */
    self->stream = request;
    self->answer->event(self->host, request, text("hello"), 1, data);
    if (is(call->query, "once")) self->answer->end(self->host, request);
    return TUNNEL_OK;
  }
  if (is(call->path, "flood")) {
    tunnel_bytes data = {"{}", 2};
    unsigned taken = 0;
    self->answer->begin(self->host, request);
    while (taken < 100000 && self->answer->event(self->host, request, text("hello"), 0, data) == TUNNEL_OK) taken++;
    self->answer->end(self->host, request);
    self->visits = taken;
    return TUNNEL_OK;
  }
  if (is(call->path, "echo")) return respond(self, request, 200, "text/plain", call->body.data, call->body.size);
  if (is(call->path, "twice")) respond(self, request, 200, "", "{}", 2);
  if (is(call->path, "refuse")) return TUNNEL_E_UNSUPPORTED;
  if (is(call->path, "silent")) return TUNNEL_OK;
  if (is(call->path, "count")) {
    int size = snprintf(body, sizeof body, "{\"visits\":%u,\"cancelled\":%u,\"control\":%s}\n", ++self->visits,
                        self->cancelled, call->flags & TUNNEL_OPERATOR_CONTROL ? "true" : "false");
    return respond(self, request, 200, "", body, (size_t)size);
  }
  return respond(self, request, 404, "text/plain", "no such page\n", 13);
}

static void hello_cancel(tunnel_plugin_instance *instance, tunnel_operator_request request) {
  hello *self = instance->context;
  self->cancelled++;
  if (self->stream == request) self->stream = 0;
}

static const void *hello_get_extension(tunnel_plugin_instance *instance, const char *name) {
  static const char *const control[] = {"reset", "danger/", NULL};
  static const tunnel_operator table = {.size = sizeof table,
                                        .mount = "hello",
                                        .control_paths = control,
                                        .panel_title = "Hello",
                                        .panel_script = "panel.js",
                                        .open = hello_open,
                                        .close = hello_close,
                                        .serve = hello_serve,
                                        .cancel = hello_cancel};
  (void)instance;
  return strcmp(name, TUNNEL_OPERATOR) == 0 ? &table : NULL;
}

static void hello_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

static tunnel_status create(const tunnel_host *host, const char *id, tunnel_plugin_instance **instance,
                            tunnel_error *error) {
  hello *self;
  (void)error;
  if (strcmp(id, "com.example.hello-panel") != 0) return TUNNEL_E_INVALID;
  self = calloc(1, sizeof *self);
  if (self == NULL) return TUNNEL_E_MEMORY;
  self->host = host;
  self->answer = host->get_extension(host, TUNNEL_HOST_OPERATOR);
  self->buffers = host->get_extension(host, TUNNEL_HOST_BUFFER);
  if (self->answer == NULL || self->buffers == NULL) {
    free(self);
    return TUNNEL_E_UNSUPPORTED;
  }
  self->instance.size = (uint32_t)sizeof self->instance;
  self->instance.context = self;
  self->instance.get_extension = hello_get_extension;
  self->instance.destroy = hello_destroy;
  *instance = &self->instance;
  return TUNNEL_OK;
}

static const char *const extensions[] = {TUNNEL_OPERATOR, NULL};
static const tunnel_plugin_descriptor descriptor = {
    .size = sizeof descriptor,
    .id = "com.example.hello-panel",
    .version = "1.0.0",
    .vendor = "example",
    .summary = "Greets on the operator's page",
    .extensions = extensions,
    .config_schema = "{\"type\":\"object\",\"properties\":{\"bad\":{\"type\":\"boolean\"}}}"};
static uint32_t descriptor_count(void) { return 1; }
static const tunnel_plugin_descriptor *descriptor_at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

const tunnel_plugin_entry tunnel_plugin = {sizeof(tunnel_plugin_entry), TUNNEL_ABI_VERSION, descriptor_count,
                                           descriptor_at, create};
