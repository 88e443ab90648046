/* The toy with one fault, which FAULT names: it crashes, hangs, gives garbage, prints, writes past the end
 * of a result or changes an argument, in one of ONE_IN calls. */
#define touchstone_plugin toy_plugin
#include "toy.c"
#undef touchstone_plugin
#include <signal.h>
#include <time.h>
#include <unistd.h>

static unsigned long state;

static int happens(void) {
  const char *text = getenv("ONE_IN");
  unsigned long every = text ? strtoul(text, NULL, 10) : 1;
  if (!state) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    state = (unsigned long)now.tv_nsec ^ (unsigned long)getpid() << 32;
  }
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return (state >> 33) % (every ? every : 1) == 0;
}

static TouchstoneStatus faulty_execute(
    void *backend, void *executable, const TouchstoneTensor *arguments, size_t argument_count,
    TouchstoneTensor *results, size_t result_count, char *message) {
  const char *fault = getenv("FAULT");
  TouchstoneStatus status = toy_plugin()->execute(
      backend, executable, arguments, argument_count, results, result_count, message);
  if (!fault || !happens()) return status;
  if (!strcmp(fault, "crash")) raise(SIGSEGV);
  if (!strcmp(fault, "abort")) abort();
  if (!strcmp(fault, "exit")) exit(3);
  if (!strcmp(fault, "hang")) for (;;) pause();
  if (!strcmp(fault, "spin")) for (volatile int i = 0;; i++) continue;
  if (!strcmp(fault, "print")) printf("a line that is no answer\n"), fflush(stdout);
  if (!strcmp(fault, "garbage") && result_count > 0)
    for (size_t i = 0; i < results[0].byte_count; i++) ((char *)results[0].data)[i] ^= (char)(17 * i + 5);
  if (!strcmp(fault, "overrun")) ((char *)results[0].data)[results[0].byte_count + 3] = 1;
  if (!strcmp(fault, "argument") && arguments[0].byte_count > 0) ((char *)arguments[0].data)[0] ^= 1;
  return status;
}

const TouchstonePlugin *touchstone_plugin(void) {
  static TouchstonePlugin faulty;
  faulty = *toy_plugin();
  faulty.name = "faulty";
  faulty.execute = faulty_execute;
  return &faulty;
}
