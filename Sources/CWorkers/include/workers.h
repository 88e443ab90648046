// A pool of threads that work off the chunks of one parallel region at a time.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define TS_MOST_THREADS 256

typedef struct ts_pool ts_pool;
typedef void (*ts_chunk)(void *context, long chunk);

// What a pool has done so far.
typedef struct {
  uint64_t regions;  // opened to the threads of the pool
  uint64_t shared;   // of these, regions in which a thread besides the caller did a chunk
  uint64_t alone;    // calls that the caller worked off alone: nested, one chunk, pool in use
} ts_activity;

// A pool of `threads` threads, the caller among them; none is started before the first region.
// NULL if there is no memory.
ts_pool *ts_pool_create(int threads);
// Ends the threads. No region may be running.
void ts_pool_destroy(ts_pool *pool);

// How many threads work on the next region, the caller among them.
int ts_pool_threads(const ts_pool *pool);
void ts_pool_set_threads(ts_pool *pool, int threads);

// Calls `body` once for each of 0 ..< chunks, on whatever threads are free, and returns when all
// calls have returned.
void ts_pool_run(ts_pool *pool, long chunks, ts_chunk body, void *context);

// Whether the calling thread is inside a region of any pool.
bool ts_pool_is_inside(void);

ts_activity ts_pool_activity(const ts_pool *pool);
// How many chunks a thread has done in regions: 0 stands for all callers, others are the pool's.
uint64_t ts_pool_chunks(const ts_pool *pool, int thread);

// How many processors this process may use.
int ts_processors(void);

// Keeps freed memory in the process, where large blocks would be given back and faulted in anew.
void ts_keep_freed_memory(void);
