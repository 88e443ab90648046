// What a C programmer would write: the measure for elementwise operations.
#pragma once
#include <stddef.h>
void plain_add_f32(const float *x, const float *y, float *result, size_t count);
