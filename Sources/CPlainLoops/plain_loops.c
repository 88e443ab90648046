#include "plain_loops.h"

void plain_add_f32(const float *x, const float *y, float *restrict result, size_t count) {
  for (size_t i = 0; i < count; i++) result[i] = x[i] + y[i];
}
