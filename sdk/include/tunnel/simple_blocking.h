/*
 * tunnel/simple_blocking.h - tunnel/simple.h for an `answer` that blocks: it asks a database, reads a file, waits.
 *
 *     TUNNEL_SIMPLE_BLOCKING_TRANSPORT("com.example.slow", "1.0.0", "Example", "Takes its time", answer);
 *
 * `answer` runs on one of the plugin's own threads, several at once: what it shares must be guarded. A request that
 * nobody waits for any more is not begun; one that was begun runs to its end and its answer is thrown away. While the
 * queue is full, further requests are refused.
 *
 * Needs POSIX threads.
 */
#ifndef TUNNEL_SIMPLE_BLOCKING_H
#define TUNNEL_SIMPLE_BLOCKING_H

#include <pthread.h>

#include "simple.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef TUNNEL_SIMPLE_THREADS
#define TUNNEL_SIMPLE_THREADS 4
#endif
#ifndef TUNNEL_SIMPLE_QUEUE
#define TUNNEL_SIMPLE_QUEUE 256 /* requests that may wait for a thread */
#endif

/* A request with everything that it points to: the message by a reference to its buffer, the headers by a copy. */
typedef struct tunnel_simple_job {
  struct tunnel_simple_job *next;
  tunnel_exchange exchange;
  tunnel_call call;
} tunnel_simple_job;

typedef struct tunnel_simple_pool tunnel_simple_pool;

typedef struct tunnel_simple_worker {
  tunnel_simple_pool *pool;
  pthread_t thread;
  pthread_mutex_t speech;   /* held while the worker tells the host: once cancel has returned, it says no more */
  tunnel_exchange exchange; /* what it works on; written under both mutexes, so either is enough to read it */
  int is_cancelled;         /* under `speech` */
} tunnel_simple_worker;

struct tunnel_simple_pool {
  tunnel_simple simple; /* first: an instance's context is both */
  pthread_mutex_t mutex; /* of all that follows; never held during a call into the host or into `answer` */
  pthread_cond_t changed;
  tunnel_simple_job *first, *last;
  unsigned waiting;
  unsigned started; /* threads to join */
  unsigned running; /* threads that have not come to their end; the last one reports closed */
  int is_closing;
  tunnel_simple_worker workers[TUNNEL_SIMPLE_THREADS];
};

static inline tunnel_simple_pool *tunnel_simple_pool_of(tunnel_plugin_instance *instance) {
  return (tunnel_simple_pool *)instance->context;
}

static inline void tunnel_simple_job_free(const tunnel_simple *self, tunnel_simple_job *job) {
  if (job->call.buffer != 0) self->buffers->release(self->host, job->call.buffer);
  free(job);
}

/* The same bytes behind another pointer. */
static inline const char *tunnel_simple_move(const void *pointer, const void *from, const void *to) {
  return pointer == NULL ? NULL : (const char *)to + ((const char *)pointer - (const char *)from);
}

static inline char *tunnel_simple_copy(tunnel_string *text, char *space) {
  if (text->size > 0) memcpy(space, text->data, text->size);
  text->data = space;
  return space + text->size;
}

/* NULL when there is no memory. */
static inline tunnel_simple_job *tunnel_simple_job_make(const tunnel_simple *self, tunnel_exchange exchange,
                                                        const tunnel_call *call) {
  size_t i, size = sizeof(tunnel_simple_job) + call->headers.count * sizeof(tunnel_header);
  tunnel_simple_job *job;
  tunnel_header *items;
  tunnel_bytes contents;
  char *space;
  for (i = 0; i < call->headers.count; i++) size += call->headers.items[i].name.size + call->headers.items[i].value.size;
  job = (tunnel_simple_job *)malloc(size);
  if (job == NULL) return NULL;
  job->next = NULL;
  job->exchange = exchange;
  job->call = *call;
  if (self->buffers->retain(self->host, call->buffer) < 0) job->call.buffer = 0;
  if (job->call.buffer == 0 || self->buffers->view(self->host, call->buffer, &contents) < 0) {
    tunnel_simple_job_free(self, job);
    return NULL;
  }
  job->call.message = contents;
  job->call.id.data = tunnel_simple_move(call->id.data, call->message.data, contents.data);
  job->call.method.data = tunnel_simple_move(call->method.data, call->message.data, contents.data);
  items = (tunnel_header *)(void *)(job + 1);
  space = (char *)(items + call->headers.count);
  for (i = 0; i < call->headers.count; i++) {
    items[i] = call->headers.items[i];
    space = tunnel_simple_copy(&items[i].name, space);
    space = tunnel_simple_copy(&items[i].value, space);
  }
  job->call.headers.items = items;
  return job;
}

/* Waits for the next request; NULL when the worker is to end. */
static inline tunnel_simple_job *tunnel_simple_next(tunnel_simple_worker *worker) {
  tunnel_simple_pool *pool = worker->pool;
  tunnel_simple_job *job;
  pthread_mutex_lock(&pool->mutex);
  while (pool->first == NULL && !pool->is_closing) pthread_cond_wait(&pool->changed, &pool->mutex);
  job = pool->first;
  if (job != NULL) {
    pool->first = job->next;
    if (pool->first == NULL) pool->last = NULL;
    pool->waiting--;
  }
  pthread_mutex_lock(&worker->speech);
  worker->exchange = job != NULL ? job->exchange : 0;
  worker->is_cancelled = 0;
  pthread_mutex_unlock(&worker->speech);
  pthread_mutex_unlock(&pool->mutex);
  return job;
}

static inline void *tunnel_simple_work(void *argument) {
  tunnel_simple_worker *worker = (tunnel_simple_worker *)argument;
  tunnel_simple_pool *pool = worker->pool;
  const tunnel_simple *self = &pool->simple;
  tunnel_simple_job *job;
  int is_last;
  while ((job = tunnel_simple_next(worker)) != NULL) {
    tunnel_buffer buffer = 0;
    tunnel_status status = tunnel_simple_respond(self, &job->call, &buffer);
    pthread_mutex_lock(&worker->speech);
    if (worker->is_cancelled) {
      if (buffer != 0) self->buffers->release(self->host, buffer);
    } else if (status < 0) {
      tunnel_simple_finish(self, job->exchange, TUNNEL_FAILURE_INTERNAL, "");
    } else {
      tunnel_simple_deliver(self, job->exchange, buffer);
    }
    pthread_mutex_unlock(&worker->speech);
    tunnel_simple_job_free(self, job);
  }
  pthread_mutex_lock(&pool->mutex);
  is_last = --pool->running == 0;
  pthread_mutex_unlock(&pool->mutex);
  if (is_last) self->exchanges->closed(self->host);
  return NULL;
}

static inline tunnel_status tunnel_simple_pool_open(tunnel_plugin_instance *instance, const tunnel_binding *binding,
                                                    tunnel_error *error) {
  tunnel_simple_pool *pool = tunnel_simple_pool_of(instance);
  tunnel_status status = TUNNEL_OK;
  (void)binding;
  pthread_mutex_lock(&pool->mutex);
  while (pool->started < TUNNEL_SIMPLE_THREADS && status == TUNNEL_OK) {
    tunnel_simple_worker *worker = &pool->workers[pool->started];
    if (pthread_create(&worker->thread, NULL, tunnel_simple_work, worker) != 0) {
      snprintf(error->message, sizeof error->message, "cannot start a thread");
      status = TUNNEL_E_SYSTEM;
    } else {
      pool->started++;
      pool->running++;
    }
  }
  pthread_mutex_unlock(&pool->mutex);
  return status;
}

/* Returns at once; the last thread reports the end. */
static inline void tunnel_simple_pool_close(tunnel_plugin_instance *instance) {
  tunnel_simple_pool *pool = tunnel_simple_pool_of(instance);
  int is_idle;
  pthread_mutex_lock(&pool->mutex);
  pool->is_closing = 1;
  is_idle = pool->running == 0;
  pthread_cond_broadcast(&pool->changed);
  pthread_mutex_unlock(&pool->mutex);
  if (is_idle) pool->simple.exchanges->closed(pool->simple.host);
}

static inline tunnel_status tunnel_simple_pool_start(tunnel_plugin_instance *instance, tunnel_exchange exchange,
                                                     const tunnel_call *call) {
  tunnel_simple_pool *pool = tunnel_simple_pool_of(instance);
  tunnel_simple_job *job;
  int is_full;
  if (tunnel_simple_acknowledge(&pool->simple, exchange, call)) return TUNNEL_OK;
  job = tunnel_simple_job_make(&pool->simple, exchange, call);
  if (job == NULL) return TUNNEL_E_MEMORY;
  pthread_mutex_lock(&pool->mutex);
  is_full = pool->waiting >= TUNNEL_SIMPLE_QUEUE;
  if (!is_full) {
    if (pool->last != NULL) pool->last->next = job;
    if (pool->last == NULL) pool->first = job;
    pool->last = job;
    pool->waiting++;
    pthread_cond_signal(&pool->changed);
  }
  pthread_mutex_unlock(&pool->mutex);
  if (is_full) tunnel_simple_job_free(&pool->simple, job);
  return is_full ? TUNNEL_E_LIMIT : TUNNEL_OK;
}

/* Takes a request out of the queue; NULL when it does not wait there. */
static inline tunnel_simple_job *tunnel_simple_unqueue(tunnel_simple_pool *pool, tunnel_exchange exchange) {
  tunnel_simple_job *before = NULL, *job = pool->first;
  while (job != NULL && job->exchange != exchange) {
    before = job;
    job = job->next;
  }
  if (job == NULL) return NULL;
  if (before != NULL) before->next = job->next;
  if (before == NULL) pool->first = job->next;
  if (pool->last == job) pool->last = before;
  pool->waiting--;
  return job;
}

static inline void tunnel_simple_pool_cancel(tunnel_plugin_instance *instance, tunnel_exchange exchange,
                                             uint32_t reason) {
  tunnel_simple_pool *pool = tunnel_simple_pool_of(instance);
  tunnel_simple_worker *worker = NULL;
  tunnel_simple_job *job;
  unsigned i;
  (void)reason;
  pthread_mutex_lock(&pool->mutex);
  job = tunnel_simple_unqueue(pool, exchange);
  for (i = 0; i < pool->started; i++)
    if (pool->workers[i].exchange == exchange) worker = &pool->workers[i];
  pthread_mutex_unlock(&pool->mutex);
  if (job != NULL) tunnel_simple_job_free(&pool->simple, job);
  if (worker == NULL) return;
  pthread_mutex_lock(&worker->speech);
  if (worker->exchange == exchange) worker->is_cancelled = 1;
  pthread_mutex_unlock(&worker->speech);
}

static inline const void *tunnel_simple_pool_get_extension(tunnel_plugin_instance *instance, const char *name) {
  static const tunnel_transport transport = {
    (uint32_t)sizeof(tunnel_transport), 0, tunnel_simple_pool_open, tunnel_simple_pool_close, tunnel_simple_pool_start,
    tunnel_simple_pool_cancel, tunnel_simple_probe, NULL};
  (void)instance;
  return strcmp(name, TUNNEL_TRANSPORT) == 0 ? &transport : NULL;
}

/* The threads have said their last word when destroy is called; this waits for their very end. */
static inline void tunnel_simple_pool_destroy(tunnel_plugin_instance *instance) {
  tunnel_simple_pool *pool = tunnel_simple_pool_of(instance);
  unsigned i;
  for (i = 0; i < pool->started; i++) pthread_join(pool->workers[i].thread, NULL);
  for (i = 0; i < TUNNEL_SIMPLE_THREADS; i++) pthread_mutex_destroy(&pool->workers[i].speech);
  pthread_cond_destroy(&pool->changed);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

static inline tunnel_status tunnel_simple_pool_create(const tunnel_host *host, tunnel_simple_answer answer,
                                                      tunnel_plugin_instance **instance, tunnel_error *error) {
  tunnel_simple_pool *pool = (tunnel_simple_pool *)calloc(1, sizeof *pool);
  tunnel_status status;
  unsigned i;
  if (pool == NULL) return TUNNEL_E_MEMORY;
  status = tunnel_simple_fill(&pool->simple, host, answer, error);
  if (status != TUNNEL_OK) {
    free(pool);
    return status;
  }
  pool->simple.instance.get_extension = tunnel_simple_pool_get_extension;
  pool->simple.instance.destroy = tunnel_simple_pool_destroy;
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->changed, NULL);
  for (i = 0; i < TUNNEL_SIMPLE_THREADS; i++) {
    pool->workers[i].pool = pool;
    pthread_mutex_init(&pool->workers[i].speech, NULL);
  }
  *instance = &pool->simple.instance;
  return TUNNEL_OK;
}

/* A plugin whose `answer` may block. All texts are string literals; a semicolon follows. */
#define TUNNEL_SIMPLE_BLOCKING_TRANSPORT(id, version, vendor, summary, answer) \
  TUNNEL_SIMPLE_ENTRY(id, version, vendor, summary, tunnel_simple_pool_create, answer)

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_SIMPLE_BLOCKING_H */
