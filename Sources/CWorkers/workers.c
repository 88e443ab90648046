#define _GNU_SOURCE
#include "workers.h"

#include <limits.h>
#include <linux/futex.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// The word that says who is in the region: whether threads may join, whether the caller sleeps
// until the last has left, and how many are inside besides it. A thread joins by adding itself
// while the region is open, so that what it then reads belongs to that region.
#define OPEN (1u << 31)
#define AWAITED (1u << 30)
#define MEMBERS 0xffffu

// Long enough for the next region of a program that computes all the time, too short to matter
// where the machine is shared.
#define SPINS 2000

#define STACK_BYTES (16u << 20)
#define LINE 64

typedef struct {
  struct ts_pool *pool;
  int index;
  pthread_t thread;
} ts_worker;

typedef struct {
  _Alignas(LINE) atomic_uint_fast64_t chunks;
} ts_counter;

struct ts_pool {
  _Alignas(LINE) _Atomic uint32_t epoch;  // grows with each region; idle threads wait on it
  _Atomic uint32_t sleepers;
  _Atomic bool stopping;
  _Alignas(LINE) _Atomic uint32_t state;
  _Alignas(LINE) atomic_long next;
  // Written by the caller before the region opens.
  _Alignas(LINE) long count;
  ts_chunk body;
  void *context;
  _Atomic bool helped;
  // Held by the caller for the length of a region, and while threads start or end.
  pthread_mutex_t lock;
  _Atomic int wanted;
  int started;  // the caller not counted
  ts_worker workers[TS_MOST_THREADS];
  atomic_uint_fast64_t regions, shared, alone;
  ts_counter counters[TS_MOST_THREADS];
};

static _Thread_local bool inside;

static void futex_wait(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake(_Atomic uint32_t *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static inline void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Works off chunks until none is left to claim.
static long work(ts_pool *pool, int index) {
  const long count = pool->count;
  const ts_chunk body = pool->body;
  void *const context = pool->context;
  long done = 0;
  for (;;) {
    long chunk = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
    if (chunk >= count) break;
    body(context, chunk);
    done++;
  }
  if (done > 0) {
    atomic_fetch_add_explicit(&pool->counters[index].chunks, (uint64_t)done, memory_order_relaxed);
  }
  return done;
}

static bool join_region(ts_pool *pool) {
  uint32_t state = atomic_load_explicit(&pool->state, memory_order_acquire);
  while (state & OPEN) {
    if (atomic_compare_exchange_weak_explicit(
            &pool->state, &state, state + 1, memory_order_acquire, memory_order_acquire)) {
      return true;
    }
  }
  return false;
}

static void leave_region(ts_pool *pool) {
  uint32_t before = atomic_fetch_sub_explicit(&pool->state, 1, memory_order_acq_rel);
  if ((before & AWAITED) && (before & MEMBERS) == 1) futex_wake(&pool->state, 1);
}

static void *worker_main(void *argument) {
  ts_worker *worker = argument;
  ts_pool *pool = worker->pool;
  inside = true;
  for (;;) {
    uint32_t seen = atomic_load(&pool->epoch);
    if (atomic_load(&pool->stopping)) return NULL;
    if (join_region(pool)) {
      if (work(pool, worker->index) > 0) {
        atomic_store_explicit(&pool->helped, true, memory_order_relaxed);
      }
      leave_region(pool);
    }
    int spins = SPINS;
    while (spins > 0 && atomic_load_explicit(&pool->epoch, memory_order_relaxed) == seen) {
      pause_briefly();
      spins--;
    }
    if (spins > 0) continue;
    // The caller raises the epoch before it counts the sleepers: either it sees this one, or the
    // wait returns at once.
    atomic_fetch_add(&pool->sleepers, 1);
    if (atomic_load(&pool->epoch) == seen) futex_wait(&pool->epoch, seen);
    atomic_fetch_sub(&pool->sleepers, 1);
  }
}

// Calls of the owner of the lock.

static void stop_workers(ts_pool *pool) {
  if (pool->started == 0) return;
  atomic_store(&pool->stopping, true);
  atomic_fetch_add(&pool->epoch, 1);
  futex_wake(&pool->epoch, INT_MAX);
  for (int i = 0; i < pool->started; i++) pthread_join(pool->workers[i].thread, NULL);
  pool->started = 0;
  atomic_store(&pool->stopping, false);
}

// Fewer threads than wanted are no error: the caller does what nobody else does.
static void start_workers(ts_pool *pool, int count) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  // Signals are for the threads of the program.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (pool->started < count) {
    ts_worker *worker = &pool->workers[pool->started];
    worker->pool = pool;
    worker->index = pool->started + 1;
    if (pthread_create(&worker->thread, &attributes, worker_main, worker) != 0) break;
    pthread_setname_np(worker->thread, "worker");
    pool->started++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
}

static void run_alone(ts_pool *pool, long chunks, ts_chunk body, void *context) {
  atomic_fetch_add_explicit(&pool->alone, 1, memory_order_relaxed);
  const bool before = inside;
  inside = true;
  for (long i = 0; i < chunks; i++) body(context, i);
  inside = before;
}

static void await_members(ts_pool *pool) {
  uint32_t state = atomic_fetch_and_explicit(&pool->state, ~OPEN, memory_order_acq_rel) & ~OPEN;
  for (int spins = SPINS; spins > 0 && (state & MEMBERS); spins--) {
    pause_briefly();
    state = atomic_load_explicit(&pool->state, memory_order_acquire);
  }
  if (!(state & MEMBERS)) return;
  state = atomic_fetch_or_explicit(&pool->state, AWAITED, memory_order_acq_rel) | AWAITED;
  while (state & MEMBERS) {
    futex_wait(&pool->state, state);
    state = atomic_load_explicit(&pool->state, memory_order_acquire);
  }
}

void ts_pool_run(ts_pool *pool, long chunks, ts_chunk body, void *context) {
  if (chunks <= 0) return;
  const int wanted = atomic_load_explicit(&pool->wanted, memory_order_relaxed);
  // A thread that finds the pool in use does its work itself rather than wait.
  if (chunks == 1 || wanted == 1 || inside || pthread_mutex_trylock(&pool->lock) != 0) {
    run_alone(pool, chunks, body, context);
    return;
  }
  if (pool->started != wanted - 1) {
    if (pool->started > wanted - 1) stop_workers(pool);
    start_workers(pool, wanted - 1);
  }
  pool->count = chunks;
  pool->body = body;
  pool->context = context;
  atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->helped, false, memory_order_relaxed);
  atomic_store_explicit(&pool->state, OPEN, memory_order_release);
  atomic_fetch_add(&pool->epoch, 1);
  const uint32_t sleepers = atomic_load(&pool->sleepers);
  if (sleepers > 0) futex_wake(&pool->epoch, (int)(chunks - 1 < sleepers ? chunks - 1 : sleepers));
  inside = true;
  work(pool, 0);
  inside = false;
  await_members(pool);
  atomic_fetch_add_explicit(&pool->regions, 1, memory_order_relaxed);
  if (atomic_load_explicit(&pool->helped, memory_order_relaxed)) {
    atomic_fetch_add_explicit(&pool->shared, 1, memory_order_relaxed);
  }
  pthread_mutex_unlock(&pool->lock);
}

ts_pool *ts_pool_create(int threads) {
  ts_pool *pool = aligned_alloc(LINE, (sizeof(ts_pool) + LINE - 1) / LINE * LINE);
  if (!pool) return NULL;
  *pool = (ts_pool){0};
  pthread_mutex_init(&pool->lock, NULL);
  ts_pool_set_threads(pool, threads);
  return pool;
}

void ts_pool_destroy(ts_pool *pool) {
  pthread_mutex_lock(&pool->lock);
  stop_workers(pool);
  pthread_mutex_unlock(&pool->lock);
  pthread_mutex_destroy(&pool->lock);
  free(pool);
}

int ts_pool_threads(const ts_pool *pool) {
  return atomic_load_explicit(&pool->wanted, memory_order_relaxed);
}

void ts_pool_set_threads(ts_pool *pool, int threads) {
  const int least = threads < 1 ? 1 : threads;
  const int bounded = least > TS_MOST_THREADS ? TS_MOST_THREADS : least;
  atomic_store_explicit(&pool->wanted, bounded, memory_order_relaxed);
}

bool ts_pool_is_inside(void) { return inside; }

ts_activity ts_pool_activity(const ts_pool *pool) {
  return (ts_activity){
      .regions = atomic_load_explicit(&pool->regions, memory_order_relaxed),
      .shared = atomic_load_explicit(&pool->shared, memory_order_relaxed),
      .alone = atomic_load_explicit(&pool->alone, memory_order_relaxed),
  };
}

uint64_t ts_pool_chunks(const ts_pool *pool, int thread) {
  if (thread < 0 || thread >= TS_MOST_THREADS) return 0;
  return atomic_load_explicit(&pool->counters[thread].chunks, memory_order_relaxed);
}

int ts_processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : (int)online;
}

void ts_keep_freed_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}
