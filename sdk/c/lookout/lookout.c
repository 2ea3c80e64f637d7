/*
 * lookout.c - a channel that also adds to the operator's server: one instance does both. Its streams come from threads of
 * their own, which wait when the host says that the reader is slow, and it crashes when it is asked to.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tunnel/ext/host_buffer.h>
#include <tunnel/ext/operator.h>
#include <tunnel/ext/transport.h>
#include <unistd.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

typedef struct lookout lookout;

/* A stream that is being poured out. Only the host thread touches the list of them. */
typedef struct pour {
  struct pour *next;
  lookout *self;
  tunnel_operator_request request;
  pthread_t thread;
  size_t size; /* of the data of each event */
  atomic_bool stop;
} pour;

struct lookout {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_exchange *exchanges;
  const tunnel_host_buffer *buffers;
  const tunnel_host_operator *answer;
  pour *pours;
  unsigned cancelled;
  atomic_uint poured, refused;
};

static volatile int *volatile nowhere = NULL;

static int is(tunnel_string string, const char *chars) {
  return string.size == strlen(chars) && (string.size == 0 || memcmp(string.data, chars, string.size) == 0);
}

static tunnel_status respond(lookout *self, tunnel_operator_request request, const char *body, size_t size) {
  tunnel_bytes bytes = {body, size};
  return self->answer->respond(self->host, request, 200, (tunnel_string)TEXT(""), bytes);
}

/* ---- The operator's side --------------------------------------------------------------------- */

static void *run_pour(void *argument) {
  pour *this = argument;
  lookout *self = this->self;
  const struct timespec moment = {0, 1000000};
  char *text = malloc(this->size);
  if (text == NULL) return NULL;
  memset(text, 'x', this->size);
  for (uint64_t id = 1; !atomic_load(&this->stop);) {
    tunnel_bytes data = {text, this->size};
    tunnel_status status = self->answer->event(self->host, this->request, (tunnel_string)TEXT("drop"), id, data);
    if (status == TUNNEL_OK) {
      id++;
      atomic_fetch_add(&self->poured, 1);
    } else if (status == TUNNEL_E_LIMIT) {
      atomic_fetch_add(&self->refused, 1);
      nanosleep(&moment, NULL);
    } else {
      break;
    }
  }
  free(text);
  return NULL;
}

static tunnel_status start_pour(lookout *self, tunnel_operator_request request, size_t size) {
  pour *this = calloc(1, sizeof *this);
  if (this == NULL) return TUNNEL_E_MEMORY;
  *this = (pour){.next = self->pours, .self = self, .request = request, .size = size};
  if (self->answer->begin(self->host, request) < 0) return free(this), TUNNEL_OK; /* the client was told */
  if (pthread_create(&this->thread, NULL, run_pour, this) != 0) {
    self->answer->end(self->host, request);
    return free(this), TUNNEL_OK;
  }
  self->pours = this;
  return TUNNEL_OK;
}

static void stop_pour(pour *this) {
  atomic_store(&this->stop, true);
  pthread_join(this->thread, NULL);
  free(this);
}

static tunnel_status answer_large(lookout *self, tunnel_operator_request request, size_t size) {
  char *body = malloc(size);
  if (body == NULL) return TUNNEL_E_MEMORY;
  tunnel_status status = respond(self, request, memset(body, 'x', size), size);
  free(body);
  return status < 0 ? TUNNEL_OK : status;
}

static tunnel_status lookout_serve(tunnel_plugin_instance *instance, tunnel_operator_request request,
                                   const tunnel_operator_call *call) {
  static const char script[] = "export function panel(container) { container.append('Land in sight.'); }\n";
  lookout *self = instance->context;
  char body[160];
  if (is(call->path, "panel.js")) return respond(self, request, script, sizeof script - 1);
  if (is(call->path, "crash")) *nowhere = 1;
  if (is(call->path, "refuse")) return TUNNEL_E_UNSUPPORTED;
  if (is(call->path, "silent")) return TUNNEL_OK;
  if (is(call->path, "large")) return answer_large(self, request, 5u << 20);
  if (is(call->path, "too-large")) return answer_large(self, request, 80u << 20);
  if (is(call->path, "pour")) return start_pour(self, request, is(call->query, "wide") ? 100000 : 16);
  if (is(call->path, "echo")) {
    return self->answer->respond(self->host, request, 201, (tunnel_string)TEXT("text/plain"), call->body);
  }
  if (is(call->path, "status")) {
    tunnel_buffer buffer = self->answer->status_json(self->host);
    tunnel_bytes state = TEXT("{}");
    if (buffer != 0) self->buffers->view(self->host, buffer, &state);
    tunnel_status status = respond(self, request, state.data, state.size);
    if (buffer != 0) self->buffers->release(self->host, buffer);
    return status;
  }
  int size = snprintf(
    body, sizeof body, "{\"pid\":%d,\"poured\":%u,\"refused\":%u,\"cancelled\":%u,\"local\":%s,\"control\":%s}", getpid(),
    atomic_load(&self->poured), atomic_load(&self->refused), self->cancelled,
    call->flags & TUNNEL_OPERATOR_LOCAL ? "true" : "false", call->flags & TUNNEL_OPERATOR_CONTROL ? "true" : "false");
  return respond(self, request, body, (size_t)size);
}

/* After its return the host takes a word about the request for a fault: the thread is waited for. */
static void lookout_stop(tunnel_plugin_instance *instance, tunnel_operator_request request) {
  lookout *self = instance->context;
  self->cancelled++;
  for (pour **link = &self->pours; *link != NULL; link = &(*link)->next) {
    pour *this = *link;
    if (this->request != request) continue;
    *link = this->next;
    stop_pour(this);
    return;
  }
}

/* A channel's instance is opened and closed as a transport only. */
static tunnel_status never_open(tunnel_plugin_instance *instance, tunnel_string config, tunnel_error *error) {
  (void)instance, (void)config;
  snprintf(error->message, sizeof error->message, "lookout serves a channel; name it with --mcp.plugin");
  return TUNNEL_E_UNSUPPORTED;
}

static void never_close(tunnel_plugin_instance *instance) {
  lookout *self = instance->context;
  self->answer->closed(self->host);
}

/* ---- The channel ----------------------------------------------------------------------------- */

static tunnel_status lookout_start(tunnel_plugin_instance *instance, tunnel_exchange exchange, const tunnel_call *call) {
  lookout *self = instance->context;
  if (call->kind == TUNNEL_CALL_REQUEST) {
    const tunnel_bytes pieces[] = {TEXT("{\"jsonrpc\":\"2.0\",\"id\":"), call->id, TEXT(",\"result\":{}}")};
    tunnel_buffer buffer = self->buffers->create(self->host, call->id.size + 64);
    if (buffer == 0) return TUNNEL_E_MEMORY;
    for (size_t i = 0; i < 3; i++) self->buffers->append(self->host, buffer, pieces[i]);
    tunnel_message message = {.size = sizeof message, .buffer = buffer};
    self->exchanges->emit(self->host, exchange, &message, NULL);
    self->buffers->release(self->host, buffer);
  }
  return self->exchanges->finish(self->host, exchange, &(tunnel_outcome){.size = sizeof(tunnel_outcome)});
}

static void lookout_cancel(tunnel_plugin_instance *instance, tunnel_exchange exchange, uint32_t reason) {
  (void)instance, (void)exchange, (void)reason; /* start never leaves work behind that could be stopped */
}

static void lookout_probe(tunnel_plugin_instance *instance, tunnel_exchange exchange) {
  lookout *self = instance->context;
  self->exchanges->finish(self->host, exchange, &(tunnel_outcome){.size = sizeof(tunnel_outcome)});
}

static tunnel_status lookout_open(
    tunnel_plugin_instance *instance, const tunnel_binding *binding, tunnel_error *error) {
  (void)instance, (void)binding, (void)error; /* nothing to configure */
  return TUNNEL_OK;
}

static void lookout_close(tunnel_plugin_instance *instance) {
  lookout *self = instance->context;
  for (pour *this = self->pours, *next; this != NULL; this = next) {
    next = this->next;
    stop_pour(this);
  }
  self->pours = NULL;
  self->exchanges->closed(self->host);
}

/* ---- The plugin ------------------------------------------------------------------------------ */

static const void *lookout_get_extension(tunnel_plugin_instance *instance, const char *name) {
  static const tunnel_transport transport = {
    .size = sizeof transport, .open = lookout_open, .close = lookout_close, .start = lookout_start,
    .cancel = lookout_cancel, .probe = lookout_probe};
  static const char *const control[] = {"crash", NULL};
  static const tunnel_operator table = {
    .size = sizeof table, .mount = "lookout", .control_paths = control, .panel_title = "Lookout",
    .panel_script = "panel.js", .open = never_open, .close = never_close, .serve = lookout_serve,
    .cancel = lookout_stop};
  (void)instance;
  if (strcmp(name, TUNNEL_TRANSPORT) == 0) return &transport;
  return strcmp(name, TUNNEL_OPERATOR) == 0 ? &table : NULL;
}

static void lookout_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

static const tunnel_plugin_descriptor descriptor = {
  .size = sizeof descriptor, .id = "com.example.lookout", .version = "1.0.0", .vendor = "Example",
  .summary = "A channel with a tab on the operator's page",
  .extensions = (const char *const[]){TUNNEL_TRANSPORT, TUNNEL_OPERATOR, NULL}};

static uint32_t descriptor_count(void) { return 1; }

static const tunnel_plugin_descriptor *descriptor_at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

static tunnel_status lookout_create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  if (strcmp(id, descriptor.id) != 0) return TUNNEL_E_INVALID;
  lookout *self = calloc(1, sizeof *self);
  if (self == NULL) return TUNNEL_E_MEMORY;
  self->instance = (tunnel_plugin_instance){
    .size = sizeof self->instance, .context = self, .get_extension = lookout_get_extension,
    .destroy = lookout_destroy};
  self->host = host;
  self->exchanges = host->get_extension(host, TUNNEL_HOST_EXCHANGE);
  self->buffers = host->get_extension(host, TUNNEL_HOST_BUFFER);
  self->answer = host->get_extension(host, TUNNEL_HOST_OPERATOR);
  if (self->exchanges == NULL || self->buffers == NULL || self->answer == NULL) {
    snprintf(error->message, sizeof error->message, "lookout needs a host with exchanges, buffers and an operator");
    free(self);
    return TUNNEL_E_UNSUPPORTED;
  }
  *instance = &self->instance;
  return TUNNEL_OK;
}

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  .size = sizeof tunnel_plugin, .abi_version = TUNNEL_ABI_VERSION, .descriptor_count = descriptor_count,
  .descriptor_at = descriptor_at, .create = lookout_create};
