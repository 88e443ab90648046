// The loops for one kind of vectors; included once for each, with these names defined:
// NAME(x) names of its own, TARGET, LANES, FUSE(x, y, z) for x * y + z, TILES(T) a list of T(p, v).

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

TARGET static inline __attribute__((always_inline)) void NAME(write)(
    const ts_tile *tile, const int positions, const int vectors) {
  typedef NAME(vector) vector;
  vector sums[MOST_POSITIONS][2];
#pragma clang loop unroll(full)
  for (int p = 0; p < positions; p++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sums[p][v] = (vector){0};
  }
  const float *weights = tile->weights;
  const long weight_stride = tile->weight_stride;
  const long *const taps = tile->taps;
  const long tap_count = tile->tap_count;
  for (long l = 0; l < tile->line_count; l++) {
    const float *channel = tile->lines[l] + tile->first;
    for (long c = 0; c < tile->channels; c++) {
      for (long t = 0; t < tap_count; t++) {
        const float *const x = channel + taps[t];
        vector w[2];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) w[v] = *(const vector *)(weights + v * LANES);
#pragma clang loop unroll(full)
        for (int p = 0; p < positions; p++) {
          const vector number = x[p] - (vector){0};  // in every lane
#pragma clang loop unroll(full)
          for (int v = 0; v < vectors; v++) sums[p][v] = FUSE(number, w[v], sums[p][v]);
        }
        weights += weight_stride;
      }
      channel += tile->channel_stride;
    }
  }
  float *result = tile->result;
#pragma clang loop unroll(full)
  for (int p = 0; p < positions; p++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) *(vector *)(result + v * LANES) = sums[p][v];
    result += tile->position_stride;
  }
}

#define TILE(p, v) \
  TARGET static void NAME(tile_##p##_##v)(const ts_tile *tile) { \
    NAME(write)(tile, p, v); \
  }
#define ENTRY(p, v) NAME(tile_##p##_##v),
TILES(TILE, 1)
TILES(TILE, 2)
static const ts_tile_function NAME(tiles)[2][MOST_POSITIONS] = {
    {TILES(ENTRY, 1)}, {TILES(ENTRY, 2)}};
#undef TILE
#undef ENTRY
#undef NAME
#undef TARGET
#undef LANES
#undef FUSE
#undef TILES
#undef MOST_POSITIONS
