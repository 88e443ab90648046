#include "tiles.h"

typedef void (*ts_tile_function)(const ts_tile *);

#define FOURTEEN(T, v) \
  T(1, v) T(2, v) T(3, v) T(4, v) T(5, v) T(6, v) T(7, v) T(8, v) T(9, v) T(10, v) T(11, v) \
  T(12, v) T(13, v) T(14, v)
#define SIX(T, v) T(1, v) T(2, v) T(3, v) T(4, v) T(5, v) T(6, v)
#define FUSED(x, y, z) __builtin_elementwise_fma(x, y, z)

#if defined(__x86_64__)

// 32 registers: 28 sums, two vectors of weights, a number that is spread.
#define NAME(x) wide_##x
#define TARGET __attribute__((target("avx512f")))
#define LANES 16
#define FUSE FUSED
#define TILES FOURTEEN
#define MOST_POSITIONS 14
#include "tile_loops.h"

// 16 registers: 12 sums.
#define NAME(x) middle_##x
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define FUSE FUSED
#define TILES SIX
#define MOST_POSITIONS 6
#include "tile_loops.h"

#endif

#define NAME(x) plain_##x
#define TARGET
#define LANES 4
#if defined(__aarch64__)
#define FUSE FUSED
#else
#define FUSE(x, y, z) ((x) * (y) + (z))
#endif
#define TILES SIX
#define MOST_POSITIONS 6
#include "tile_loops.h"

typedef struct {
  int lanes;
  int most_positions;
  const ts_tile_function *tiles[2];
} ts_kind;

static const ts_kind plain = {4, 6, {plain_tiles[0], plain_tiles[1]}};

#if defined(__x86_64__)
static const ts_kind wide = {16, 14, {wide_tiles[0], wide_tiles[1]}};
static const ts_kind middle = {8, 6, {middle_tiles[0], middle_tiles[1]}};

static const ts_kind *kind(void) {
  if (__builtin_cpu_supports("avx512f")) return &wide;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &middle;
  return &plain;
}
#else
static const ts_kind *kind(void) { return &plain; }
#endif

int ts_tile_lanes(void) { return kind()->lanes; }
int ts_tile_most_positions(void) { return kind()->most_positions; }

void ts_tile_write(const ts_tile *tile) {
  kind()->tiles[tile->vectors - 1][tile->positions - 1](tile);
}

typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

void ts_transpose(
    const float *from, long from_stride, long rows, long columns, float *to, long to_stride) {
  long r = 0;
  for (; r + 4 <= rows; r += 4) {
    const float *const source = from + r * from_stride;
    float *const target = to + r;
    long c = 0;
    for (; c + 4 <= columns; c += 4) {
      const four a = *(const four *)(source + c), b = *(const four *)(source + from_stride + c);
      const four d = *(const four *)(source + 2 * from_stride + c);
      const four e = *(const four *)(source + 3 * from_stride + c);
      const four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      const four de = __builtin_shufflevector(d, e, 0, 4, 1, 5);
      const four ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      const four de2 = __builtin_shufflevector(d, e, 2, 6, 3, 7);
      float *const place = target + c * to_stride;
      *(four *)place = __builtin_shufflevector(ab, de, 0, 1, 4, 5);
      *(four *)(place + to_stride) = __builtin_shufflevector(ab, de, 2, 3, 6, 7);
      *(four *)(place + 2 * to_stride) = __builtin_shufflevector(ab2, de2, 0, 1, 4, 5);
      *(four *)(place + 3 * to_stride) = __builtin_shufflevector(ab2, de2, 2, 3, 6, 7);
    }
    for (; c < columns; c++) {
      for (long i = 0; i < 4; i++) target[c * to_stride + i] = source[i * from_stride + c];
    }
  }
  for (; r < rows; r++) {
    for (long c = 0; c < columns; c++) to[c * to_stride + r] = from[r * from_stride + c];
  }
}

void ts_copy_rows(
    const float *from, long from_stride, long rows, long columns, float *to, long to_stride) {
  for (long r = 0; r < rows; r++) {
    const float *const source = from + r * from_stride;
    float *const target = to + r * to_stride;
    long c = 0;
    for (; c + 4 <= columns; c += 4) *(four *)(target + c) = *(const four *)(source + c);
    for (; c < columns; c++) target[c] = source[c];
  }
}
